import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import { Outbox } from '../../src/jobs/queue/outbox.js';
import { TrainingQueue } from '../../src/jobs/queue/training-queue.js';
import { IdempotencyKeys } from '../../src/jobs/records/idempotency.js';
import { JobStore } from '../../src/jobs/records/job-store.js';
import { startRedis, type TestRedis } from '../support/redis.js';

let server: TestRedis;
let redis: Redis;
let jobs: JobStore;
let outbox: Outbox;
let queue: TrainingQueue;

const given = {
  name: null,
  dataset: 'ds_test',
  hyperparameters: hyperparametersSchema.parse({}),
  metadata: {},
  totalSteps: 10,
  from: null,
  priority: 0,
};

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.socket);
  jobs = new JobStore(redis);
  outbox = new Outbox(redis);
  queue = new TrainingQueue(jobs, outbox, redis);
});

afterAll(async () => {
  await outbox?.close();
  redis?.disconnect();
  await server?.remove();
});

describe('a job of another workspace', () => {
  it('is not there, whatever is asked of it', async () => {
    const { id } = await jobs.of('acme').create(given);
    const theirs = jobs.of('globex');
    const missing = { code: 'job_not_found' };
    await expect(theirs.get(id)).rejects.toMatchObject(missing);
    await expect(theirs.hash(id)).rejects.toMatchObject(missing);
    await expect(theirs.getWithSeq(id)).rejects.toMatchObject(missing);
    await expect(theirs.checkpoints(id)).rejects.toMatchObject(missing);
    await expect(theirs.samples(id)).rejects.toMatchObject(missing);
    await expect(theirs.delete(id)).rejects.toMatchObject(missing);
    await expect(theirs.commit(id, { from: ['queued'], patch: { state: 'cancelled' } })).rejects.toMatchObject(missing);
    expect(await theirs.checkpoint(id, 0)).toBeUndefined();
    expect(await theirs.state(id)).toBeUndefined();
    expect(await theirs.exists(id)).toBe(false);
    expect((await theirs.list({ limit: 10 })).items).toEqual([]);
    for (const request of ['cancel', 'pause', 'resume', 'retry', 'delete'] as const) {
      await expect(queue.of('globex')[request](id)).rejects.toMatchObject(missing);
    }
    // Nothing was done to it.
    expect(await jobs.of('acme').get(id)).toMatchObject({ workspace: 'acme', state: 'queued' });
    expect((await jobs.of('acme').list({ limit: 10 })).items).toHaveLength(1);
  });

  it('doesn’t stand in the way of an idempotency key', async () => {
    const idempotency = new IdempotencyKeys(redis);
    await idempotency.claim('acme', 'monday', { a: 1 });
    await expect(idempotency.claim('globex', 'monday', { a: 2 })).resolves.toBeDefined();
    await expect(idempotency.claim('acme', 'monday', { a: 2 })).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
  });
});

describe('a job that is older than workspaces', () => {
  it('is of the default one, and leaves it whole', async () => {
    const { id } = await jobs.create(given);
    await redis.hdel(`atelier:job:${id}`, 'workspace');
    await redis.srem('atelier:active-jobs', id);
    expect(await jobs.of('default').get(id)).toMatchObject({ workspace: 'default' });
    await expect(jobs.of('acme').get(id)).rejects.toMatchObject({ code: 'job_not_found' });
    await queue.of('default').cancel(id);
    await queue.of('default').delete(id);
    expect(await redis.smembers('atelier:deleted')).toEqual([id]);
    expect((await jobs.of('default').list({ limit: 10 })).items).toEqual([]);
  });
});

describe('jobs at once', () => {
  it('are never more than a workspace may have, however many are posted at the same time', async () => {
    const limited = queue.of('busy', 3);
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => limited.post(given)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'quota_exceeded' });
    }
    await expect(queue.of('quiet', 3).post(given)).resolves.toBeDefined();
  });

  it('make room for others when they end, and take it again when they go on', async () => {
    const limited = queue.of('small', 1);
    const { id } = await limited.post(given);
    await limited.pause(id);
    await expect(limited.post(given)).rejects.toMatchObject({ code: 'quota_exceeded' });
    // Going on from a pause takes no more room.
    await limited.resume(id);
    await jobs.commit(id, { from: ['queued'], patch: { state: 'failed' } });
    const second = await limited.post(given);
    await expect(limited.retry(id)).rejects.toMatchObject({ code: 'quota_exceeded' });
    await limited.cancel(second.id);
    expect(await limited.retry(id)).toMatchObject({ state: 'queued' });
    await expect(limited.post(given)).rejects.toMatchObject({ code: 'quota_exceeded' });
  });
});
