import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drain } from '../../bench/scale/drain.js';
import { type BenchRedis, startBenchRedis } from '../../bench/support/bench-redis.js';
import { type QueueWorker, startQueueWorker } from '../../bench/support/queue-worker.js';

const WORKERS = 4;
const JOBS = 20;

let redis: BenchRedis;
let folder: string;
const workers: QueueWorker[] = [];
beforeAll(async () => {
  redis = await startBenchRedis('many-workers');
  folder = await mkdtemp(join(tmpdir(), 'atelier-many-workers-'));
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.close()));
  await redis.remove();
  await rm(folder, { recursive: true });
});

it(`${WORKERS} workers on one Redis do each of ${JOBS} jobs exactly once`, async () => {
  // A process for each job, as ever, which trains nothing.
  const trainer = new URL('../../dist/bench/scale/instant-trainer.js', import.meta.url);
  for (let i = 0; i < WORKERS; i++) workers.push(await startQueueWorker(redis.url, folder, `w${i}`, trainer));
  // Rejects unless every job was queued, ran and succeeded, once each.
  await expect(drain(redis, { dataset: 'ds_none', hyperparameters: {}, count: JOBS })).resolves.toBeDefined();
});
