import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { keys } from '../../redis/keys.js';
import type { ArtifactStore } from '../../storage/artifact-store.js';
import type { Outbox } from '../queue/outbox.js';
import type { JobFiles } from '../records/job-files.js';
import type { JobStore } from '../records/job-store.js';
import { StorageResumer } from './storage-resumer.js';

/** How often a worker looks for what was left undone, in ms. */
const POLL_EVERY_MS = 1_000;
/** For so long no other worker looks, in ms; less than that, so that one alone looks every time. */
const LEASE_MS = 900;

export interface CaretakerOptions {
  readonly redis: Redis;
  readonly jobs: JobStore;
  readonly outbox: Outbox;
  readonly files: JobFiles;
  readonly store: ArtifactStore;
  readonly logger: Logger;
  /** What others have to do as often. */
  readonly chores: readonly (() => Promise<void>)[];
}

/**
 * Finishes what other processes left undone: entries owed to the queue, files of deleted jobs, jobs that wait for room
 * in the store, and chores of those who need a caretaker too. Of many workers one looks in each second, so that it costs Redis no
 * more; yet each is safe to be done by several at once, such as when one takes long.
 */
export class Caretaker {
  readonly #storage: StorageResumer;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(private readonly options: CaretakerOptions) {
    const { jobs, store, logger } = options;
    this.#storage = new StorageResumer(jobs, (bytes) => store.hasRoom(bytes), logger);
  }

  start(): void {
    void this.#doChores().then(() => {
      if (!this.#stopped) this.#timer = setTimeout(() => this.start(), POLL_EVERY_MS);
    });
  }

  /** A round that is on its way is left alone: it may wait for a Redis that is away. */
  close(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #doChores(): Promise<void> {
    const { redis, outbox, files, chores, logger } = this.options;
    try {
      if (!(await redis.set(keys.caretaking, '1', 'PX', LEASE_MS, 'NX'))) return;
      await this.#storage.resume(await redis.smembers(keys.storagePaused));
      await outbox.deliver();
      for (const job of await files.deleted()) await files.removeDeleted(job, logger);
      for (const chore of chores) await chore();
    } catch (error) {
      if (this.#stopped) return;
      logger.warn({ err: error }, 'could not finish what was left undone; trying again');
    }
  }
}
