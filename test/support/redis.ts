import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from '../../src/config.js';
import { connectRedis, socketUrl } from '../../src/redis/connection.js';
import { startEmbeddedRedis } from '../../src/redis/embedded-redis.js';

/** A real Redis of a test's own. */
export interface TestRedis {
  readonly url: string;
  /** Path of its Unix socket. */
  readonly socket: string;
  /** Ends it, and removes its data. */
  remove(): Promise<void>;
}

export async function startRedis(): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-redis-'));
  const { ATELIER_REDIS_SERVER } = readConfig(process.env);
  const { url, stop } = await startEmbeddedRedis(ATELIER_REDIS_SERVER, folder, pino({ level: 'silent' }));
  return {
    url,
    socket: join(folder, 'redis.sock'),
    remove: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Whether the Redis that Atelier starts by itself is running in a data folder. */
export async function embeddedRedisRuns(dataFolder: string): Promise<boolean> {
  const redis = connectRedis(socketUrl(join(dataFolder, 'redis', 'redis.sock')), 'probe');
  try {
    await redis.connect();
    return true;
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}
