import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exampleBest, exampleQuality, type Quality, type Score } from '../../src/contracts/quality.js';
import { chosenCheckpoint } from '../../src/jobs/checkpoints/chosen-checkpoint.js';
import { bestOf } from '../../src/jobs/records/best-checkpoint.js';
import { JobStore } from '../../src/jobs/records/job-store.js';
import { runningJob } from '../support/api.js';
import { qualityOf, registerCheckpoint } from '../support/fake-checkpoints.js';
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

/** Registers checkpoints of steps 1, 2, … of which this was found. */
async function jobWith(found: readonly (number | Quality | undefined)[], keep: number): Promise<string> {
  const id = await runningJob(jobs);
  for (const [i, each] of found.entries()) await registerCheckpoint(jobs, id, i + 1, keep, each);
  return id;
}

/** What an evaluation found whose score is another than its distance. */
function scored(value: number, better: Score['better'], distance = 50): Quality {
  return { ...qualityOf(distance), score: { metric: 'coverage', value, better } };
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

it('compares by the score, whichever way is better, and knows no metric by name', async () => {
  const values = [0.3, 0.71, 0.05, 0.71];
  const higher = await jobWith(
    values.map((value, i) => scored(value, 'higher', 90 - i)),
    1,
  );
  expect(await bestStep(higher)).toBe(2);
  expect(await stepsOf(higher)).toEqual([2, 4]);
  expect((await jobs.get(higher)).best).toEqual({
    checkpoint: `${higher}.2`,
    epoch: 1,
    step: 2,
    swd: { average: 89, levels: [{ size: 32, distance: 89 }] },
    score: { metric: 'coverage', value: 0.71, better: 'higher' },
  });
  const lower = await jobWith(
    values.map((value, i) => scored(value, 'lower', i)),
    1,
  );
  expect(await bestStep(lower)).toBe(3);
  for (const job of [higher, lower]) expect((await jobs.get(job)).best).toEqual(bestOf(await jobs.checkpoints(job)));
});

it('a job of before there were scores goes on with them', async () => {
  const swdScored = (distance: number): Quality => ({
    ...qualityOf(distance),
    score: { metric: 'swd', value: distance, better: 'lower' },
  });
  const job = await jobWith([60, 40, swdScored(45)], 5);
  expect(await bestStep(job)).toBe(2);
  await registerCheckpoint(jobs, job, 4, 5, swdScored(39.5));
  expect(await bestStep(job)).toBe(4);
  // Trained again: those with a score and those without are compared anew.
  await registerCheckpoint(jobs, job, 4, 5, swdScored(70));
  expect(await bestStep(job)).toBe(2);
  await registerCheckpoint(jobs, job, 2, 5, swdScored(70));
  expect(await bestStep(job)).toBe(3);
  expect((await jobs.get(job)).best).toEqual(bestOf(await jobs.checkpoints(job)));
});

it('the values of every metric are the same after they went through Redis', async () => {
  const { epoch: _, step: __, ...quality } = exampleQuality;
  const job = await jobWith([quality], 1);
  expect((await jobs.get(job)).best).toEqual({ ...exampleBest, checkpoint: `${job}.1`, epoch: 1, step: 1 });
});

it.each(['best', 'last', 1] as const)('a job that is not there has no checkpoint %s', async (step) => {
  await expect(chosenCheckpoint(jobs, jobs.newId(), step)).rejects.toMatchObject({ code: 'job_not_found' });
});
