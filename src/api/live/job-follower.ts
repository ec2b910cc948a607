import { isTerminal } from '../../contracts/job-state.js';
import type { EventBus } from '../../jobs/events/event-bus.js';
import type { EventLog } from '../../jobs/events/event-log.js';
import type { JobFeed } from '../../jobs/events/job-feed.js';
import type { LoggedEvent } from '../../jobs/events/logged-event.js';
import type { JobStore } from '../../jobs/records/job-store.js';
import type { StreamMetrics } from '../../telemetry/api-metrics.js';
import type { Sink } from './sink.js';

/** Events handed to a client at once; the next follow when it has taken them. */
const PAGE = 100;
/** When the log can't be read, it is tried again after this long, in ms. */
const RETRY_MS = 1_000;

export interface FollowerSources {
  readonly jobs: JobStore;
  readonly log: EventLog;
  readonly events: EventBus;
  readonly metrics: StreamMetrics;
  /** Where clients reach a path of the API. */
  readonly link: (path: string) => string;
}

/**
 * Sends a job's events to one client: those of the log after `after`, then live ones, each once and in order.
 *
 * ```
 * live ── the client is full, or joins late ──► reading ── it has all there is ──► live
 * ```
 *
 * Live, events are written as they come. Reading, events come in pages from the feed's memory or from the log, the next
 * when the client has taken the last. So what waits for a client is never more than a page, and nothing is lost or
 * doubled where the two meet. A client that was full while the job went on is spared the steps it missed but the newest.
 * Where a number is left out, for whatever reason, a `gap` says so.
 */
export class JobFollower {
  #last: number;
  #feed: JobFeed | undefined;
  #reading = false;
  /** Whether the client has had all there was. */
  #live = false;
  /** Whether the client was live once, and then had no room for what came. */
  #missed = false;
  /** Where the job had ended when the client came. */
  #endsAt = Number.POSITIVE_INFINITY;
  #ended = false;
  #stopListening: () => void = () => {};
  #retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly sources: FollowerSources,
    private readonly jobId: string,
    after: number,
    private readonly sink: Sink,
  ) {
    this.#last = after;
  }

  /** @throws AtelierError `job_not_found` */
  async start(): Promise<void> {
    const { jobs, log, events } = this.sources;
    const { jobId, sink } = this;
    await jobs.get(jobId);
    const { feed, stop } = await events.listen(jobId, (heard) => this.#hear(heard));
    this.#stopListening = stop;
    if (this.#ended) return stop();
    try {
      const { job, lastSeq } = await jobs.getWithSeq(jobId);
      const firstSeq = (await log.firstSeq(jobId)) ?? lastSeq + 1;
      if (this.#ended) return;
      sink.hello({ type: 'hello', job, firstSeq, lastSeq });
      sink.onReady(() => void this.#read());
      if (isTerminal(job.state)) this.#endsAt = lastSeq;
      this.#feed = feed;
      await this.#read();
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  stop(): void {
    this.#ended = true;
    clearTimeout(this.#retry);
    this.#stopListening();
  }

  /** @param events one or more, in order, without holes */
  #hear(events: readonly LoggedEvent[]): void {
    const newest = events.at(-1) as LoggedEvent;
    if (!this.#feed || this.#reading || newest.seq <= this.#last) return;
    if (!this.sink.ready) {
      this.#missed ||= this.#live;
      this.#live = false;
    } else if (events[0]?.seq === this.#last + 1) {
      this.#last = newest.seq;
      this.#hand(events);
      if (newest.endsJob) this.#end();
    } else {
      void this.#read();
    }
  }

  async #read(): Promise<void> {
    const feed = this.#feed;
    if (!feed || this.#reading) return;
    this.#reading = true;
    try {
      while (!this.#ended && this.sink.ready) {
        const known = feed.last;
        const page = feed.after(this.#last, PAGE) ?? (await this.sources.log.after(this.jobId, this.#last, PAGE));
        if (page.length > 0) this.#send(this.#missed ? withoutOldSteps(page) : page);
        else if (known === feed.last) return this.#haveAll();
      }
    } catch {
      // Redis is away. The client has missed nothing yet: it gets what the log has when Redis is back.
      this.#retry = setTimeout(() => void this.#read(), RETRY_MS);
    } finally {
      this.#reading = false;
    }
  }

  #haveAll(): void {
    this.#live = true;
    this.#missed = false;
    if (this.#last >= this.#endsAt) this.#end();
  }

  /** @param events in order, none sent before */
  #send(events: readonly LoggedEvent[]): void {
    if (this.#ended) return;
    let from = 0;
    for (const [i, { seq }] of events.entries()) {
      if (seq !== this.#last + 1) {
        if (i > from) this.#hand(events.slice(from, i));
        this.#tellGap(this.#last + 1, seq - 1);
        from = i;
      }
      this.#last = seq;
    }
    this.#hand(events.slice(from));
    // A job that was tried again has terminal states in its midst.
    if (events.at(-1)?.endsJob && this.#last >= (this.#feed?.last ?? 0)) this.#end();
  }

  #tellGap(from: number, to: number): void {
    const history = this.sources.link(`/jobs/${this.jobId}/events?cursor=${from - 1}`);
    const reason = this.#missed ? 'slow' : 'archived';
    this.sources.metrics.leftOut(reason, to - from + 1);
    this.sink.gap({ type: 'gap', data: { from, to, reason, history } });
  }

  #hand(events: readonly LoggedEvent[]): void {
    this.sources.metrics.sent += events.length;
    this.sink.events(events);
  }

  #end(): void {
    if (this.#ended) return;
    this.stop();
    this.sink.end(this.#last);
  }
}

/** Of steps in a row, only the newest. */
function withoutOldSteps(events: readonly LoggedEvent[]): LoggedEvent[] {
  return events.filter(({ type }, i) => type !== 'step' || events[i + 1]?.type !== 'step');
}
