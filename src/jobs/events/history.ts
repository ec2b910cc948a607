import type { JobEvent, StepData } from '../../contracts/event.js';
import type { QualityData } from '../../contracts/quality.js';
import { type EventArchive, stepBefore } from './event-archive.js';
import type { EventLog } from './event-log.js';
import type { LoggedEvent } from './logged-event.js';

/** All events of jobs, wherever they are: the newest in Redis, those before in the archive. */
export class History {
  constructor(
    private readonly log: EventLog,
    private readonly archive: EventArchive,
  ) {}

  /** Events with seq > after, at most `limit`, in order; fewer don't mean that there are no more. */
  async after(jobId: string, after: number, limit: number): Promise<LoggedEvent[]> {
    const page = await this.log.after(jobId, after, limit);
    if (page[0]?.seq === after + 1) return page;
    const chunk = (await this.archive.chunks(jobId)).find(({ last }) => last > after);
    if (!chunk) return page;
    const events = await this.archive.read(jobId, chunk);
    return events.filter(({ seq }) => seq > after).slice(0, limit);
  }

  /**
   * A job's steps in order as if it had never been interrupted, in batches. An attempt repeats the steps after the
   * checkpoint that it starts from; those logged before are superseded, and so are evaluations of later steps.
   * @param onQuality hears of each evaluation that is not superseded, in order
   */
  async *uninterruptedSteps(
    jobId: string,
    onQuality: (quality: QualityData) => void = () => {},
  ): AsyncGenerator<StepData[]> {
    // Redis first: what is trimmed from it in the meantime is in the archive by then.
    const newest = await this.log.range(jobId);
    const newestFrom = newest[0]?.seq ?? Number.POSITIVE_INFINITY;
    const chunks = (await this.archive.chunks(jobId)).filter(({ first }) => first < newestFrom);
    // What stays of a chunk depends on all that came after it.
    const limits: number[] = [];
    let limit = Math.min(...newest.map(({ json }) => stepBefore(JSON.parse(json))));
    for (const { goesOnFrom } of chunks.toReversed()) {
      limits.unshift(limit);
      limit = Math.min(limit, goesOnFrom);
    }
    for (const [i, chunk] of chunks.entries()) {
      const events = await this.archive.read(jobId, chunk);
      const older = events.filter(({ seq }) => seq < newestFrom);
      yield survivingSteps(older, limits[i] as number, onQuality);
    }
    yield survivingSteps(newest, Number.POSITIVE_INFINITY, onQuality);
  }
}

/**
 * The steps among events that no later one supersedes.
 * @param limit the last step that nothing after these events goes back behind
 * @param onQuality hears of the evaluations among them that stay, too
 */
function survivingSteps(
  events: readonly LoggedEvent[],
  limit: number,
  onQuality: (quality: QualityData) => void,
): StepData[] {
  const steps: StepData[] = [];
  const evaluations: QualityData[] = [];
  let last = limit;
  for (const { json } of events.toReversed()) {
    const event = JSON.parse(json) as JobEvent;
    const before = stepBefore(event);
    if (event.type === 'step' && before < last) steps.push(event.data);
    // It comes after its step, and goes with it.
    if (event.type === 'quality' && event.data.step <= last) evaluations.push(event.data);
    last = Math.min(last, before);
  }
  evaluations.reverse().forEach(onQuality);
  return steps.reverse();
}
