import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultHyperparameters } from '../../src/contracts/hyperparameters.js';
import { JobFiles } from '../../src/jobs/records/job-files.js';
import { JobStore } from '../../src/jobs/records/job-store.js';
import { repairStateIndex } from '../../src/jobs/records/state-index.js';
import { connectRedis, whenReady } from '../../src/redis/connection.js';
import { keys } from '../../src/redis/keys.js';
import { sha256Of } from '../../src/storage/checksum.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { decodeManifest } from '../../src/storage/manifest-file.js';
import { manifestOf } from '../support/fake-checkpoints.js';
import { startRedis, type TestRedis } from '../support/redis.js';

let server: TestRedis;
let redis: Redis;
let jobs: JobStore;
beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis(server.url, 'background');
  await whenReady(redis);
  jobs = new JobStore(redis);
});
afterAll(async () => {
  redis.disconnect();
  await server.remove();
});

const id = 'job_01KATELIER0FTHEPAST0000000';

/** The record of a job as the first version wrote it: without workspaces, classes, folders and later hyperparameters. */
const firstRecord = {
  definition: JSON.stringify({
    id,
    name: 'autumn',
    dataset: 'ds_test',
    hyperparameters: { numEpochs: 2, batchSize: 16, ngf: 8, checkpointEvery: null },
    metadata: {},
    from: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    totalSteps: 8,
  }),
  state: 'paused',
  pauseReason: 'request',
  priority: '0',
  attempt: '1',
  'attempt:1': JSON.stringify({
    number: 1,
    worker: 'w-1',
    fromStep: 0,
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: null,
    outcome: null,
  }),
  seq: '1',
  epoch: '0',
  step: '3',
};

describe('the record of a job that another version wrote', () => {
  it('is read without the fields that came later: hyperparameters have their defaults', async () => {
    await redis.hset(keys.job(id), firstRecord);
    await redis.zadd(keys.jobs, 0, id);
    const job = await jobs.get(id);
    expect(job).toMatchObject({ workspace: 'default', origin: 'training', classes: null, folder: null, device: null });
    expect(job.hyperparameters).toEqual({ ...defaultHyperparameters, numEpochs: 2, batchSize: 16, ngf: 8 });
    expect((await jobs.of('default').list({ limit: 10 })).items).toEqual([job]);
  });

  it('keeps the fields that this version doesn’t know, in Redis and in its copy in the store', async () => {
    await redis.hset(keys.job(id), { ...firstRecord, colour: 'green' });
    const folder = await mkdtemp(join(tmpdir(), 'atelier-versions-'));
    try {
      const files = new JobFiles(new DiskStore(folder), redis);
      await jobs.commit(id, { from: ['paused'], patch: { state: 'queued' } });
      expect(await redis.hget(keys.job(id), 'colour')).toBe('green');
      await files.keep(id, jobs, pino({ level: 'silent' }));
      expect(await files.record({ id, workspace: 'default' })).toMatchObject({ colour: 'green', state: 'queued' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('jobs that a version without lists by state has made or changed', () => {
  const idsIn = async (state: 'queued' | 'cancelled') =>
    (await jobs.of('default').list({ limit: 10, state })).items.map((job) => job.id);

  it('are listed by their states after a worker has started', async () => {
    await redis.flushall();
    await redis.hset(keys.job(id), { ...firstRecord, state: 'cancelled' });
    await redis.zadd(keys.jobs, 0, id);
    expect(await idsIn('cancelled')).toEqual([]);
    expect(await repairStateIndex(redis, jobs)).toBe(1);
    expect(await idsIn('cancelled')).toEqual([id]);
    expect(await repairStateIndex(redis, jobs)).toBe(0);
  });

  it('are never listed by a state that they are not in', async () => {
    await redis.hset(keys.job(id), 'state', 'queued');
    expect(await idsIn('cancelled')).toEqual([]);
    expect(await idsIn('queued')).toEqual([id]);
    // As that version deletes a job.
    await redis.del(keys.job(id));
    await redis.zrem(keys.jobs, id);
    expect(await idsIn('queued')).toEqual([]);
    expect(await redis.keys(`${keys.jobsByState}:*`)).toEqual([]);
  });
});

describe('the manifest of a checkpoint that another version wrote', () => {
  const read = (manifest: object) => {
    const fields = JSON.stringify(manifest).slice(1);
    return decodeManifest(Buffer.from(`{"sha256":"${sha256Of(fields)}",${fields}`));
  };

  it('is read without the fields that came later, and with some that this version doesn’t know', () => {
    const whole = manifestOf(id, 4);
    const { tuning: _, classes: __, hyperparameters, ...first } = whole;
    const { ema: ___, conditional: ____, precision: _____, ...fewer } = hyperparameters;
    expect(read({ ...first, hyperparameters: fewer })).toEqual(whole);
    expect(read({ ...whole, colour: 'green' })).toEqual(whole);
  });

  it('is no checkpoint to go on from with a hyperparameter that this version doesn’t know: it would train otherwise', () => {
    const whole = manifestOf(id, 4);
    expect(read({ ...whole, hyperparameters: { ...whole.hyperparameters, spectralNorm: true } })).toBeUndefined();
  });
});
