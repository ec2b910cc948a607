import type { Logger } from 'pino';
import { CHUNK, type EventArchive } from './event-archive.js';
import type { EventLog } from './event-log.js';
import type { LoggedEvent } from './logged-event.js';

/**
 * Moves a running job's events from Redis to the archive: up to each checkpoint, so that they are as durable as it is,
 * and when a chunk has gathered. The newest chunk's worth stays in Redis too, for clients that come back. Archived first
 * and trimmed then, an event is always in one of the two. However long a job runs, Redis holds two chunks of its events.
 *
 * Archivers of two attempts may meet: an archive is a function of the log, so both write the same, and none trims what
 * it hasn't seen in the archive.
 */
export class EventArchiver {
  #upTo = 0;
  /** When this event is logged, it is time to archive. */
  #next = 0;
  #work: Promise<void> | undefined;

  constructor(
    private readonly options: {
      readonly log: EventLog;
      readonly archive: EventArchive;
      readonly jobId: string;
      readonly logger: Logger;
    },
  ) {}

  /**
   * To be called after each event; returns at once.
   * @param durable whether all up to it shall be archived now
   */
  logged(seq: number, durable: boolean): void {
    if (!durable && seq < this.#next) return;
    this.#upTo = seq;
    this.#work ??= this.#run();
  }

  /** Resolves when nothing is being archived. */
  async idle(): Promise<void> {
    await this.#work;
  }

  async #run(): Promise<void> {
    let upTo: number;
    do {
      upTo = this.#upTo;
      this.#next = upTo + CHUNK;
      await this.#archive(upTo).catch((error: unknown) => {
        // Nothing is lost: Redis has the events until they are archived, which the next checkpoint tries again.
        this.options.logger.warn({ err: error }, 'could not archive events');
      });
    } while (this.#upTo > upTo);
    this.#work = undefined;
  }

  async #archive(upTo: number): Promise<void> {
    const { log, archive, jobId } = this.options;
    let chunk = (await archive.chunks(jobId)).at(-1);
    let archived = chunk?.last ?? 0;
    while (archived < upTo) {
      const isFull = archived % CHUNK === 0;
      const room = CHUNK - (archived % CHUNK);
      const events = await log.range(jobId, archived, Math.min(archived + room, upTo));
      if (!follow(archived, events)) throw new Error(`Redis has no event ${archived + 1} of ${jobId}`);
      chunk = await archive.append(jobId, isFull ? undefined : chunk, events);
      archived = chunk.last;
    }
    if (archived > CHUNK) await log.trim(jobId, archived - CHUNK);
  }
}

/** Whether the events are the next ones after a number, without a hole. */
function follow(after: number, events: readonly LoggedEvent[]): boolean {
  return events.length > 0 && events.every(({ seq }, i) => seq === after + 1 + i);
}
