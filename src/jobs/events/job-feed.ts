import type { EventLog } from './event-log.js';
import type { LoggedEvent } from './logged-event.js';

/** @param events one or more, in order, without holes between them; the same array for every listener */
export type FeedListener = (events: readonly LoggedEvent[]) => void;

/** Events read from the log at once. */
const PAGE = 500;
/** Newest events kept for clients that are a little behind: they share them, and Redis isn't asked. */
const TAIL = 512;
/** When the log can't be read, it is tried again after this long, in ms. */
const RETRY_MS = 1_000;

/**
 * A job's events as one API process hears them: every event once, in order and without holes, for all its listeners.
 *
 * What Redis broadcasts is passed on if it is the very next event. Anything else is a sign that broadcasts were missed,
 * and the log is read, once for all listeners.
 *
 * Events that arrive together are told together: to write to ten thousand clients takes a while, and what comes meanwhile
 * costs them no more than one write each. So a process that falls behind catches up.
 */
export class JobFeed {
  readonly #listeners = new Set<FeedListener>();
  readonly #tail: LoggedEvent[] = [];
  #untold: LoggedEvent[] = [];
  #last = 0;
  #busy = true;
  #more = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly log: EventLog,
    private readonly jobId: string,
  ) {}

  /** Number of the last event that was heard; listeners are told of it in this turn of the event loop. */
  get last(): number {
    return this.#last;
  }

  /** Takes up the job where it stands now; to be called when broadcasts arrive already. */
  async start(): Promise<void> {
    this.#last = await this.log.lastSeq(this.jobId);
    this.#busy = false;
    if (this.#more) await this.catchUp();
  }

  /** A broadcast. */
  hear(event: LoggedEvent): void {
    if (event.seq <= this.#last) return;
    if (!this.#busy && event.seq === this.#last + 1) this.#pass(event);
    else void this.catchUp();
  }

  /** Passes on what the log has and the broadcasts didn't bring. */
  async catchUp(): Promise<void> {
    this.#more = true;
    if (this.#busy) return;
    this.#busy = true;
    clearTimeout(this.#retry);
    try {
      while (this.#more) {
        this.#more = false;
        let page: LoggedEvent[];
        do {
          page = await this.log.after(this.jobId, this.#last, PAGE);
          for (const event of page) this.#pass(event);
        } while (page.length === PAGE);
      }
    } catch {
      // Redis is away. Nobody may hear of it again when it is back, so it is asked until it answers.
      if (this.#listeners.size > 0) this.#retry = setTimeout(() => this.catchUp(), RETRY_MS);
    } finally {
      this.#busy = false;
    }
  }

  /**
   * The events with seq > after that have been heard, at most `limit`.
   * @returns undefined if some of them aren't in memory any more
   */
  after(after: number, limit: number): LoggedEvent[] | undefined {
    if (after >= this.#last) return [];
    const first = this.#tail[0]?.seq ?? Number.POSITIVE_INFINITY;
    if (after + 1 < first) return undefined;
    return this.#tail.slice(after + 1 - first, after + 1 - first + limit);
  }

  listen(listener: FeedListener): void {
    this.#listeners.add(listener);
  }

  /** @returns how many listeners are left */
  unlisten(listener: FeedListener): number {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) clearTimeout(this.#retry);
    return this.#listeners.size;
  }

  #pass(event: LoggedEvent): void {
    // The log itself has a hole where events were trimmed before they were read; a listener sees it by the numbers.
    if (event.seq !== this.#last + 1) {
      this.#tail.length = 0;
      this.#tell();
    }
    this.#last = event.seq;
    this.#tail.push(event);
    if (this.#tail.length > 2 * TAIL) this.#tail.splice(0, TAIL);
    this.#untold.push(event);
    if (this.#untold.length === 1) setImmediate(() => this.#tell());
  }

  #tell(): void {
    const events = this.#untold;
    if (events.length === 0) return;
    this.#untold = [];
    for (const listener of this.#listeners) listener(events);
  }
}
