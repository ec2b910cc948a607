import type { Redis } from 'ioredis';
import { keys } from './keys.js';

/** A worker says that it is alive this often, and is taken for gone after three silent turns; in ms. */
export const HEARTBEAT_MS = 2_000;
const SILENCE_MS = 3 * HEARTBEAT_MS;

/** Says that a worker is alive until `stop` is called. */
export function startHeartbeat(redis: Redis, worker: string): { stop(): Promise<void> } {
  const beat = () => redis.zadd(keys.workers, Date.now(), worker).catch(() => {});
  void beat();
  const timer = setInterval(beat, HEARTBEAT_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await redis.zrem(keys.workers, worker).catch(() => {});
    },
  };
}

/** Names of the workers that were alive a moment ago. */
export async function liveWorkers(redis: Redis): Promise<string[]> {
  return await redis.zrangebyscore(keys.workers, Date.now() - SILENCE_MS, '+inf');
}
