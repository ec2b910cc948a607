import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { connectRedis, whenReady } from '../../src/redis/connection.js';
import { startEmbeddedRedis } from '../../src/redis/embedded-redis.js';

/** A Redis of a benchmark's own, as `atelier serve` starts it, and a folder beside it. */
export interface BenchRedis {
  readonly url: string;
  readonly folder: string;
  /** A connection for looking at it. */
  readonly connection: Redis;
  remove(): Promise<void>;
}

export async function startBenchRedis(name: string): Promise<BenchRedis> {
  const folder = await mkdtemp(join(tmpdir(), `atelier-bench-${name}-`));
  const server = process.env.ATELIER_REDIS_SERVER ?? 'redis-server';
  const { url, stop } = await startEmbeddedRedis(server, join(folder, 'redis'), pino({ level: 'silent' }));
  const connection = connectRedis(url, 'background');
  await whenReady(connection);
  return {
    url,
    folder,
    connection,
    remove: async () => {
      connection.disconnect();
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What Redis has done and holds since it was started. */
export interface RedisUsage {
  /** Commands, those of scripts among them. */
  readonly commands: number;
  readonly cpuSeconds: number;
  readonly bytes: number;
  readonly connections: number;
}

export async function usageOf(redis: Redis): Promise<RedisUsage> {
  const info = await redis.info();
  const value = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1]);
  return {
    commands: value('total_commands_processed'),
    cpuSeconds: value('used_cpu_user') + value('used_cpu_sys'),
    bytes: value('used_memory'),
    connections: value('connected_clients'),
  };
}
