import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAnyAlive, liveWorkers, refuseTooManyDevices, startHeartbeat } from '../../src/jobs/workers/heartbeats.js';
import { visibleGpus } from '../../src/jobs/workers/machine-devices.js';
import { connectRedis, whenReady } from '../../src/redis/connection.js';
import { startEmbeddedRedis } from '../../src/redis/embedded-redis.js';
import { keys } from '../../src/redis/keys.js';

let folder: string;
let server: Awaited<ReturnType<typeof startEmbeddedRedis>>;
let redis: Redis;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-workers-'));
  server = await startEmbeddedRedis(
    process.env.ATELIER_REDIS_SERVER ?? 'redis-server',
    folder,
    pino({ level: 'silent' }),
  );
  redis = connectRedis(server.url, 'background');
  await whenReady(redis);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
  await rm(folder, { recursive: true });
});

describe('a job’s ngpu', () => {
  it('may be anything while no worker is alive, and then what the best of them has', async () => {
    await refuseTooManyDevices(redis, 64);

    const beats = [
      startHeartbeat(redis, 'old-1', { gpus: [], cores: 2 }),
      startHeartbeat(redis, 'new-2', { gpus: ['GPU-a', 'GPU-b', 'GPU-c'], cores: 64 }),
    ];
    await refuseTooManyDevices(redis, 3);
    await expect(refuseTooManyDevices(redis, 4)).rejects.toMatchObject({
      code: 'too_many_devices',
      message: 'hyperparameters.ngpu: no worker has 4 devices: new-2 has 3 GPUs; old-1 has 2 CPU cores and no GPU.',
    });

    await Promise.all(beats.map((beat) => beat.stop()));
    expect(await liveWorkers(redis)).toEqual([]);
    await refuseTooManyDevices(redis, 4);
  });
});

describe('workers that were killed', () => {
  it('are forgotten when the next one starts', async () => {
    await redis.zadd(keys.workers, Date.now() - 60_000, 'killed-1');
    expect(await isAnyAlive(redis)).toBe(false);
    const beat = startHeartbeat(redis, 'next-2', { gpus: [], cores: 2 });
    // Answered after what the heartbeat has sent.
    expect(await redis.zrange(keys.workers, 0, '-1')).toEqual(['next-2']);
    expect(await isAnyAlive(redis)).toBe(true);
    await beat.stop();
  });
});

describe('the GPUs that CUDA shows', () => {
  const installed = ['GPU-a', 'GPU-b'];
  it.each([
    ['all, where nothing is said', undefined, installed],
    ['none', '', []],
    ['none', '-1', []],
    ['those named by index', '1,0', ['1', '0']],
    ['those named by UUID', 'GPU-b', ['GPU-b']],
    ['those before the first that does not exist', '0,7,1', ['0']],
  ])('are %s: %j', (_, visible, expected) => {
    expect(visibleGpus(visible, installed)).toEqual(expected);
  });
});
