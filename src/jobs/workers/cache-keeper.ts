import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { findDataset } from '../../datasets/catalogue.js';
import { type CacheLimit, makeRoom, removeDeleted } from '../../datasets/prepared-files.js';
import { connectRedis, keepSubscribed, type RedisUrl } from '../../redis/connection.js';
import { keys } from '../../redis/keys.js';
import type { ArtifactStore } from '../../storage/artifact-store.js';
import { storeOf } from '../../storage/workspace-store.js';

/** A deletion that was missed on the channel, such as while Redis was away, is found this soon, in ms. */
const SWEEP_EVERY_MS = 10 * 60 * 1000;

/**
 * Keeps the photos that this worker's trainers have prepared: within their limit, and none of a dataset that was deleted,
 * also while the worker was down.
 */
export class CacheKeeper {
  readonly #deletions: Redis;
  #lastSweep: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: {
      readonly redisUrl: RedisUrl;
      /** All of it. */
      readonly store: ArtifactStore;
      readonly limit: CacheLimit;
      readonly logger: Logger;
    },
  ) {
    this.#deletions = connectRedis(options.redisUrl, 'background');
    this.#deletions.on('message', () => this.#sweepNext());
  }

  async start(): Promise<void> {
    await keepSubscribed(this.#deletions, keys.datasetDeletions, () => this.#sweepNext());
    this.#timer = setInterval(() => this.#sweepNext(), SWEEP_EVERY_MS);
    this.#sweepNext();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#deletions.disconnect();
    await this.#lastSweep;
  }

  #sweepNext(): void {
    this.#lastSweep = this.#lastSweep.then(() => this.#sweep());
  }

  async #sweep(): Promise<void> {
    const { store, limit, logger } = this.options;
    try {
      const isThere = async (dataset: string, workspace: string) =>
        (await findDataset(storeOf(store, workspace), dataset)) !== undefined;
      const datasets = await removeDeleted(limit.folder, isThere);
      if (datasets.length > 0) logger.info({ datasets }, 'removed prepared photos of deleted datasets');
      await makeRoom(limit);
    } catch (error) {
      logger.warn({ err: error }, 'could not look through the prepared photos; trying again later');
    }
  }
}
