import type { Redis } from 'ioredis';

/** The time by Redis's clock, in ms since 1970: what processes of several machines can compare. */
export async function redisNow(redis: Redis): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return 1_000 * Number(seconds) + Math.floor(Number(microseconds) / 1_000);
}
