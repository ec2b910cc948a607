import { join } from 'node:path';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { awaitRedis } from '../redis/await-redis.js';
import { connectRedis, whenReady } from '../redis/connection.js';
import { type EmbeddedRedis, startEmbeddedRedis } from '../redis/embedded-redis.js';

/** Whoever waits at a terminal hears soon that Redis can't be used; one that is just starting is waited for. In ms. */
const PATIENCE_MS = 3_000;

/**
 * Does something with the Redis of the configuration; an embedded one that was not running is stopped again.
 * @throws RedisUnusable
 */
export async function withRedis<T>(config: Config, logger: Logger, action: (redis: Redis) => Promise<T>): Promise<T> {
  if (config.REDIS_URL) await awaitRedis(config.REDIS_URL, { ms: PATIENCE_MS });
  const { url, stop } = await redisOf(config, logger);
  const redis = connectRedis(url, 'background');
  try {
    await whenReady(redis);
    return await action(redis);
  } finally {
    redis.disconnect();
    await stop();
  }
}

async function redisOf(config: Config, logger: Logger): Promise<Pick<EmbeddedRedis, 'url' | 'stop'>> {
  if (config.REDIS_URL) return { url: config.REDIS_URL, stop: async () => {} };
  const redis = await startEmbeddedRedis(config.ATELIER_REDIS_SERVER, join(config.DATA_DIR, 'redis'), logger);
  const { url, leftBehind } = redis;
  // A service of a version before this one doesn't say that it uses it.
  return { url, stop: leftBehind ? async () => redis.release() : redis.stop };
}
