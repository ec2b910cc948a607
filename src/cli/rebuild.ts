import { join } from 'node:path';
import type { Logger } from 'pino';
import { type Config, storeLocation } from '../config.js';
import { startEmbeddedRedis } from '../jobs/embedded-redis.js';
import { JobFiles } from '../jobs/job-files.js';
import { JobStore } from '../jobs/job-store.js';
import { rebuildJobs } from '../jobs/rebuild.js';
import { connectRedis, whenReady } from '../jobs/redis.js';
import { ModelCopies } from '../library/model-copies.js';
import { ModelStore } from '../library/model-store.js';
import { PixelPacks } from '../library/pixel-packs.js';
import { rebuildModels } from '../library/rebuild-models.js';
import { openStore } from '../storage/open-store.js';

/**
 * Brings back what Redis has lost from the store.
 * @param say hears of every job and model that is brought back or can't be, and of the sums
 */
export async function rebuild(config: Config, logger: Logger, say: (line: string) => void): Promise<void> {
  const { url, stop } = await redisOf(config, logger);
  const redis = connectRedis(url, 'background');
  try {
    await whenReady(redis);
    const store = await openStore(storeLocation(config));
    const models = new ModelStore(redis);
    const of = { jobs: new Tally(say), models: new Tally(say) };
    await rebuildJobs({ jobs: new JobStore(redis), store, files: new JobFiles(store, redis) }, of.jobs.count);
    await rebuildModels({ models, copies: new ModelCopies(store, models) }, of.models.count);
    await new PixelPacks(store, redis, logger).giveUpUnknown();
    for (const [what, tally] of Object.entries(of)) say(tally.sumOf(what));
  } finally {
    redis.disconnect();
    await stop();
  }
}

/** The Redis of the configuration; an embedded one that was not running is stopped again. */
async function redisOf(config: Config, logger: Logger): Promise<{ url: string; stop: () => Promise<void> }> {
  if (config.REDIS_URL) return { url: config.REDIS_URL, stop: async () => {} };
  const redis = await startEmbeddedRedis(config.ATELIER_REDIS_SERVER, join(config.DATA_DIR, 'redis'), logger);
  return redis.found ? { url: redis.url, stop: async () => {} } : redis;
}

/** How many were brought back, with a line for each that is worth one. */
class Tally {
  readonly #counts = { rebuilt: 0, known: 0, unreadable: 0 };

  constructor(private readonly say: (line: string) => void) {}

  readonly count = (id: string, outcome: 'rebuilt' | 'known' | 'unreadable'): void => {
    this.#counts[outcome] += 1;
    if (outcome !== 'known') this.say(`${id} ${outcome}`);
  };

  sumOf(what: string): string {
    const { rebuilt, known, unreadable } = this.#counts;
    return `${rebuilt} ${what} rebuilt, ${known} known already, ${unreadable} without a record`;
  }
}
