import type { JobEvent } from '../../contracts/event.js';
import { isTerminal } from '../../contracts/job-state.js';
import type { EventBus } from '../../jobs/event-bus.js';
import type { JobStore } from '../../jobs/job-store.js';
import type { Sink } from './sink.js';

/** Events read from the log at once. */
const PAGE = 500;

/**
 * Sends a job's events to one client: those of the log after `after`, then live ones, each once and in order.
 *
 * An event goes straight from the bus to the client only if it is the very next one. Whatever else the bus brings is a
 * sign that the log holds more, and the log is read; so nothing is lost or doubled where replay and live meet, nor
 * when the connection to Redis was gone for a while.
 */
export class JobFollower {
  #last: number;
  /** The last event when the client came. */
  #replayUpTo = 0;
  #reading = true;
  #more = false;
  #ended = false;
  #stopListening: () => void = () => {};

  constructor(
    private readonly sources: { readonly jobs: JobStore; readonly events: EventBus },
    private readonly jobId: string,
    after: number,
    private readonly sink: Sink,
  ) {
    this.#last = after;
  }

  /** @throws AtelierError `job_not_found` */
  async start(): Promise<void> {
    const { jobs, events } = this.sources;
    await jobs.get(this.jobId);
    this.#stopListening = await events.listen(this.jobId, (seq, json) => this.#hear(seq, json));
    const snapshot = await jobs.getWithSeq(this.jobId);
    if (this.#ended) return;
    this.#replayUpTo = snapshot.lastSeq;
    this.sink.hello({ type: 'hello', ...snapshot });
    await this.#readLog();
    if (isTerminal(snapshot.job.state) && this.#last >= snapshot.lastSeq) this.#end();
  }

  stop(): void {
    this.#ended = true;
    this.#stopListening();
  }

  #hear(seq: number, json: string): void {
    if (this.#ended || seq <= this.#last) return;
    if (this.#reading) this.#more = true;
    else if (seq === this.#last + 1) this.#send(seq, json);
    else void this.#readLog().catch((error: unknown) => this.sink.fail(error));
  }

  async #readLog(): Promise<void> {
    this.#reading = true;
    try {
      do {
        this.#more = false;
        let page: { seq: number; json: string }[];
        do {
          page = await this.sources.jobs.eventsAfter(this.jobId, this.#last, PAGE);
          for (const { seq, json } of page) this.#send(seq, json);
        } while (page.length === PAGE && !this.#ended);
      } while (this.#more && !this.#ended);
    } finally {
      this.#reading = false;
    }
  }

  #send(seq: number, json: string): void {
    if (this.#ended) return;
    this.#last = seq;
    this.sink.event(seq, json);
    // A job that was tried again has terminal states in its midst.
    if (seq >= this.#replayUpTo && json.includes('"type":"state"') && endsJob(json)) this.#end();
  }

  #end(): void {
    if (this.#ended) return;
    this.stop();
    this.sink.end();
  }
}

function endsJob(json: string): boolean {
  const event = JSON.parse(json) as JobEvent;
  return event.type === 'state' && isTerminal(event.data.state);
}
