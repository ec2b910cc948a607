import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { PRIORITIES } from '../../contracts/job.js';
import { BULLMQ_PREFIX, keys, TRAINING_QUEUE } from '../../redis/keys.js';
import { within } from '../../within.js';
import { parseEntryId } from './queue-entry.js';

/** More than any worker's crashes: an entry whose processing fails goes back to the queue and is never lost. */
const ALWAYS_AGAIN = Number.MAX_SAFE_INTEGER;
const AGAIN_AFTER_MS = 1_000;
/** How long the queue may take to be closed, in ms. */
const CLOSE_MS = 1_000;

/**
 * Brings queued jobs into BullMQ's queue. The step that queues a job writes down, in the same step, that its entry is
 * owed; the entry is added after that, by whoever comes first: the process that queued the job, or, if that was killed
 * in between, a worker. Adding an entry twice changes nothing.
 */
export class Outbox {
  readonly #queue: Queue;
  #round: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(private readonly redis: Redis) {
    this.#queue = new Queue(TRAINING_QUEUE, {
      connection: redis,
      prefix: BULLMQ_PREFIX,
      defaultJobOptions: {
        attempts: ALWAYS_AGAIN,
        backoff: { type: 'fixed', delay: AGAIN_AFTER_MS },
        removeOnComplete: true,
        removeOnFail: true,
      },
    });
    // Failures reach the caller of the command that failed.
    this.#queue.on('error', () => {});
  }

  /** Adds every entry that is owed now. Calls that come while entries are being added share the next round. */
  async deliver(): Promise<void> {
    this.#next ??= this.#round
      .catch(() => {})
      .then(() => {
        this.#next = undefined;
        this.#round = this.#deliverAll();
        return this.#round;
      });
    await this.#next;
  }

  /** Takes an entry back, if no worker has it; a worker would drop it anyway. */
  async withdraw(entry: string): Promise<void> {
    await this.#queue.remove(entry);
  }

  async close(): Promise<void> {
    // Where Redis is away, nothing is closed.
    await within(CLOSE_MS, this.#queue.close());
  }

  async #deliverAll(): Promise<void> {
    for (const entry of await this.redis.smembers(keys.outbox)) {
      const { jobId } = parseEntryId(entry);
      const priority = Number((await this.redis.hget(keys.job(jobId), 'priority')) ?? 0);
      // BullMQ's lowest number runs first, and 0 would come before all others.
      await this.#queue.add('train', {}, { jobId: entry, priority: 1 + PRIORITIES.max - priority });
      await this.redis.srem(keys.outbox, entry);
    }
  }
}
