import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chosenCheckpoint } from '../../src/jobs/checkpoints/chosen-checkpoint.js';
import { bestOf } from '../../src/jobs/records/best-checkpoint.js';
import { JobStore } from '../../src/jobs/records/job-store.js';
import { runningJob } from '../support/api.js';
import { registerCheckpoint } from '../support/fake-checkpoints.js';
import { startRedis, type TestRedis } from '../support/redis.js';

let server: TestRedis;
let redis: Redis;
let jobs: JobStore;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.socket, { maxRetriesPerRequest: null });
  jobs = new JobStore(redis);
});
afterAll(async () => {
  redis?.disconnect();
  await server?.remove();
});

/** Registers checkpoints of steps 1, 2, … with these distances. */
async function jobWith(distances: readonly (number | undefined)[], keep: number): Promise<string> {
  const id = await runningJob(jobs);
  for (const [i, distance] of distances.entries()) await registerCheckpoint(jobs, id, i + 1, keep, distance);
  return id;
}

const stepsOf = async (job: string) => (await jobs.checkpoints(job)).map(({ step }) => step);
const bestStep = async (job: string) => (await jobs.get(job)).best?.step;

it('the best checkpoint outlives those that keepCheckpoints drops, until a better one comes', async () => {
  const job = await jobWith([90.123, 50.457, 70, 60], 2);
  expect(await stepsOf(job)).toEqual([2, 3, 4]);
  expect((await jobs.get(job)).best).toEqual({
    checkpoint: `${job}.2`,
    epoch: 1,
    step: 2,
    swd: { average: 50.457, levels: [{ size: 32, distance: 50.457 }] },
  });
  expect((await chosenCheckpoint(jobs, job, 'best')).id).toBe(`${job}.2`);
  await registerCheckpoint(jobs, job, 5, 2, 40);
  expect(await stepsOf(job)).toEqual([4, 5]);
  expect(await bestStep(job)).toBe(5);
});

it('a checkpoint that was not evaluated is no candidate, and of equals the first is the best', async () => {
  const job = await jobWith([undefined, 50, 50, undefined], 1);
  expect(await bestStep(job)).toBe(2);
  expect(await stepsOf(job)).toEqual([2, 4]);
  expect(await bestStep(await jobWith([undefined, undefined], 5))).toBeUndefined();
});

it('a step that is trained again counts with what it is now', async () => {
  const job = await jobWith([60, 40, 50], 5);
  await registerCheckpoint(jobs, job, 2, 5, 70);
  expect(await bestStep(job)).toBe(3);
  await registerCheckpoint(jobs, job, 3, 5);
  expect(await bestStep(job)).toBe(1);
  await registerCheckpoint(jobs, job, 1, 5);
  expect(await bestStep(job)).toBe(2);
  await registerCheckpoint(jobs, job, 2, 5);
  expect((await jobs.get(job)).best).toBeNull();
});

it('what Redis finds step by step is what a rebuild finds in the manifests', async () => {
  // Pseudo-random distances with three decimals, and gaps.
  for (let seed = 1; seed <= 20; seed++) {
    const distances = Array.from({ length: 12 }, (_, i) => {
      const value = (seed * 7919 * (i + 1) ** 2) % 1009;
      return value % 5 === 0 ? undefined : value / 7 - ((value / 7) % 0.001);
    }).map((value) => value && Math.round(value * 1000) / 1000);
    const job = await jobWith(distances, 3);
    expect((await jobs.get(job)).best).toEqual(bestOf(await jobs.checkpoints(job)) ?? null);
    const evaluated = distances.filter((each) => each !== undefined);
    expect((await jobs.get(job)).best?.swd.average).toBe(Math.min(...evaluated));
  }
});

it.each(['best', 'last', 1] as const)('a job that is not there has no checkpoint %s', async (step) => {
  await expect(chosenCheckpoint(jobs, jobs.newId(), step)).rejects.toMatchObject({ code: 'job_not_found' });
});
