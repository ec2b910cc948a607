import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import type { Job } from '../../src/contracts/job.js';
import { JobCache } from '../../src/jobs/records/job-cache.js';
import { JobStore } from '../../src/jobs/records/job-store.js';
import { connectRedis, whenReady } from '../../src/redis/connection.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

let redis: TestRedis;
let proxy: TcpProxy;
/** Of another process, which the cache hears nothing of but through Redis. */
let jobs: JobStore;
let cache: JobCache;
/** As far from Redis as the cache is. */
let throughProxy: Redis;

beforeAll(async () => {
  redis = await startRedis();
  proxy = await startTcpProxy(redis.socket);
  const connection = connectRedis(redis.url, 'background');
  await whenReady(connection);
  jobs = new JobStore(connection);
});

afterAll(async () => {
  jobs.redis.disconnect();
  await proxy.close();
  await redis.remove();
});

beforeEach(async () => {
  const url = `redis://127.0.0.1:${proxy.port}`;
  const reads = connectRedis(url, 'request');
  throughProxy = connectRedis(url, 'background');
  cache = new JobCache(new JobStore(reads), connectRedis(url, 'notices'));
  await whenReady(reads);
});

afterEach(() => {
  cache.close();
  throughProxy.disconnect();
});

describe('a look at a job', () => {
  it('shows what another process has changed, as soon as that was answered', async () => {
    const { id } = await queuedJob();
    await untilKept(id);
    for (let step = 1; step <= 300; step++) {
      await jobs.commit(id, { from: ['queued'], patch: { step: String(step) } });
      await aHop();
      expect((await look(id)).progress.step).toBe(step);
    }
  });

  it('asks Redis only when something has changed', async () => {
    const { id } = await queuedJob();
    await untilKept(id);
    const before = await readsOfRecords();
    for (let i = 0; i < 200; i++) await cache.get(id, 'default');
    // Beside changes, a record's age has it read again: once a second.
    expect((await readsOfRecords()) - before).toBeLessThan(20);
  });

  it('shows a queued job move up when one before it is cancelled, and that a job was deleted', async () => {
    const first = await queuedJob();
    const second = await queuedJob();
    const position = async () => (await look(second.id)).queuePosition as number;
    await untilKept(second.id);
    const before = await position();
    await jobs.commit(first.id, { from: ['queued'], patch: { state: 'cancelled' } });
    await aHop();
    expect(await position()).toBe(before - 1);

    expect((await look(first.id)).state).toBe('cancelled');
    await jobs.delete(first.id);
    await aHop();
    await expect(cache.get(first.id, 'default')).rejects.toMatchObject({ code: 'job_not_found' });
  });

  it('fails while Redis is away, and shows what has changed meanwhile when it is back', async () => {
    const { id } = await queuedJob();
    await untilKept(id);
    proxy.cut();
    await expect.poll(() => cache.get(id, 'default').catch((error: Error) => error)).toBeInstanceOf(Error);
    await jobs.commit(id, { from: ['queued'], patch: { step: '7' } });
    proxy.mend();
    await expect.poll(() => look(id).catch(() => undefined)).toMatchObject({ progress: { step: 7 } });
    await untilKept(id);
    await jobs.commit(id, { from: ['queued'], patch: { step: '8' } });
    await aHop();
    expect((await look(id)).progress.step).toBe(8);
  });

  it('shows nothing of a Redis that was emptied', async () => {
    const { id } = await queuedJob();
    await untilKept(id);
    await jobs.redis.flushall();
    await aHop();
    await expect(cache.get(id, 'default')).rejects.toMatchObject({ code: 'job_not_found' });
  });
});

async function queuedJob(): Promise<Job> {
  const hyperparameters = hyperparametersSchema.parse({});
  const given = { name: null, dataset: 'ds_1', hyperparameters, metadata: {}, from: null };
  return await jobs.create({ ...given, priority: 0, totalSteps: 1_000 });
}

async function look(id: string): Promise<Job> {
  return JSON.parse(await cache.get(id, 'default')) as Job;
}

/** What lies between a client's hearing of a change and its next request: some way over the network. */
async function aHop(): Promise<void> {
  await throughProxy.ping();
}

/** Resolves when a look was answered without Redis: from then on Redis tells of changes. */
async function untilKept(id: string): Promise<void> {
  await expect
    .poll(async () => {
      const before = await readsOfRecords();
      await cache.get(id, 'default');
      return (await readsOfRecords()) - before;
    })
    .toBe(0);
}

/** How many records have been read from Redis so far. */
async function readsOfRecords(): Promise<number> {
  const [, calls] = /cmdstat_hgetall:calls=(\d+)/.exec(await jobs.redis.info('commandstats')) ?? [];
  return Number(calls ?? 0);
}
