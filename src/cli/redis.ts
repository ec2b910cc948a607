import { join } from 'node:path';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { connectRedis, whenReady } from '../redis/connection.js';
import { type EmbeddedRedis, startEmbeddedRedis } from '../redis/embedded-redis.js';

/** Does something with the Redis of the configuration; an embedded one that was not running is stopped again. */
export async function withRedis<T>(config: Config, logger: Logger, action: (redis: Redis) => Promise<T>): Promise<T> {
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
