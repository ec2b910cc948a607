import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VERSIONS_HELD, VERSIONS_REMEMBERED } from '../../src/contracts/model.js';
import { JobStore } from '../../src/jobs/records/job-store.js';
import { ModelStore, type NewVersion } from '../../src/library/model-store.js';
import { endJob, runningJob } from '../support/api.js';
import { registerCheckpoint } from '../support/fake-checkpoints.js';
import { startRedis, type TestRedis } from '../support/redis.js';

let server: TestRedis;
let redis: Redis;
let jobs: JobStore;
let models: ModelStore;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.socket, { maxRetriesPerRequest: null });
  jobs = new JobStore(redis);
  models = new ModelStore(redis);
});
afterAll(async () => {
  redis?.disconnect();
  await server?.remove();
});

const at = (checkpoint: string, more: Partial<NewVersion> = {}): NewVersion => ({
  checkpoint,
  by: null,
  metadata: {},
  restores: null,
  ...more,
});

/** A running job with checkpoints of these steps. */
async function jobWith(steps: readonly number[], keep = 10): Promise<string> {
  const id = await runningJob(jobs);
  for (const step of steps) await registerCheckpoint(jobs, id, step, keep);
  return id;
}

const stepsOf = async (job: string) => (await jobs.checkpoints(job)).map(({ step }) => step);

describe('a model', () => {
  it('remembers who pointed it at what, and forgets its oldest versions', async () => {
    const job = await jobWith([1, 2]);
    for (let i = 1; i <= VERSIONS_REMEMBERED + 3; i++) {
      await models.put('history', at(`${job}.${1 + (i % 2)}`, { by: `person ${i}`, metadata: { ticket: String(i) } }));
    }
    const { versions, ...newest } = await models.get('history');
    const last = VERSIONS_REMEMBERED + 3;
    expect(newest).toMatchObject({ version: last, by: `person ${last}`, metadata: { ticket: String(last) } });
    expect(versions).toHaveLength(VERSIONS_REMEMBERED);
    expect(versions.map(({ version }) => version)).toEqual(versions.map((_, i) => last - i));
  });

  it('is changed once by a request that comes twice', async () => {
    const job = await jobWith([1]);
    const first = await models.put('twice', at(`${job}.1`, { by: 'a' }));
    const second = await models.put('twice', at(`${job}.1`, { by: 'a' }));
    expect(first.outcome).toBe('created');
    expect(second).toEqual({ outcome: 'same', version: first.version });
    expect((await models.put('twice', at(`${job}.1`, { by: 'b' }))).outcome).toBe('changed');
  });

  it('goes to one of those who change the same version at once, and the others hear of it', async () => {
    const job = await jobWith([1]);
    const { version } = await models.put('contested', at(`${job}.1`));
    const rivals = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        models.put('contested', at(`${job}.1`, { by: String(i) }), { versions: [version.version] }),
      ),
    );
    const refused = rivals.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(19);
    for (const each of refused) expect(each).toMatchObject({ reason: { code: 'precondition_failed' } });
    expect((await models.get('contested')).version).toBe(2);
  });

  it('that is deleted and made again gives no number twice', async () => {
    const job = await jobWith([1]);
    await models.put('again', at(`${job}.1`));
    await models.delete('again');
    await expect(models.get('again')).rejects.toMatchObject({ code: 'model_not_found' });
    expect((await models.put('again', at(`${job}.1`))).version.version).toBe(3);
    await expect(models.put('again', at(`${job}.1`), { versions: [1] })).rejects.toMatchObject({
      code: 'precondition_failed',
    });
  });
});

describe('a checkpoint that a model holds', () => {
  it('is passed over by keepCheckpoints until the model has moved on often enough', async () => {
    const job = await jobWith([1]);
    await models.put('mover', at(`${job}.1`));
    for (const step of [2, 3, 4]) await registerCheckpoint(jobs, job, step, 1);
    expect(await stepsOf(job)).toEqual([1, 4]);

    for (let i = 1; i < VERSIONS_HELD; i++) await models.put('mover', at(`${job}.4`, { by: String(i) }));
    await registerCheckpoint(jobs, job, 5, 1);
    expect(await stepsOf(job)).toEqual([1, 4, 5]);

    await models.put('mover', at(`${job}.5`));
    await registerCheckpoint(jobs, job, 6, 1);
    expect(await stepsOf(job)).toEqual([4, 5, 6]);
  });

  it('keeps its job from being deleted until the model is gone', async () => {
    const job = await jobWith([7]);
    await models.put('keeper', at(`${job}.7`));
    await endJob(jobs, job);
    await expect(jobs.delete(job)).rejects.toMatchObject({
      code: 'checkpoint_in_use',
      message: expect.stringContaining(`Version 1 of model keeper holds checkpoint ${job}.7`) as string,
    });
    await models.delete('keeper');
    await jobs.delete(job);
    await expect(models.put('keeper', at(`${job}.7`))).rejects.toMatchObject({ code: 'checkpoint_not_found' });
  });

  it('is there whatever is dropped while models are pointed', async () => {
    const job = await jobWith([0]);
    let last = 0;
    const train = async () => {
      for (let step = 1; step <= 300; step++) {
        await registerCheckpoint(jobs, job, step, 3);
        last = step;
      }
    };
    const point = async (name: string) => {
      let pointed = 0;
      for (let i = 0; last < 300; i++) {
        // The older ones may be dropped at this moment, or gone already.
        const put = models.put(name, at(`${job}.${Math.max(0, last - (i % 4))}`, { by: String(i) }));
        await put.then(
          () => {
            pointed += 1;
          },
          (error: unknown) => expect(error).toMatchObject({ code: 'checkpoint_not_found' }),
        );
      }
      return pointed;
    };
    const [, ...pointed] = await Promise.all([train(), point('race-a'), point('race-b')]);
    expect(Math.min(...pointed)).toBeGreaterThan(0);

    await registerCheckpoint(jobs, job, 301, 1);
    const held = new Set([301]);
    for (const name of ['race-a', 'race-b']) {
      const { versions } = await models.get(name);
      for (const { checkpoint } of versions.slice(0, VERSIONS_HELD)) held.add(Number(checkpoint.split('.')[1]));
    }
    expect(await stepsOf(job)).toEqual([...held].sort((a, b) => a - b));
  });

  it('and its job’s deletion exclude each other', async () => {
    for (let round = 0; round < 30; round++) {
      const job = await jobWith([1]);
      await endJob(jobs, job);
      const name = `exclusive-${round}`;
      const point = () => models.put(name, at(`${job}.1`));
      const remove = () => jobs.delete(job);
      const outcomes = await Promise.allSettled(round % 2 === 0 ? [point(), remove()] : [remove(), point()]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const isPointed = outcomes[round % 2]?.status === 'fulfilled';
      if (isPointed) expect(await jobs.checkpoint(job, 1)).toMatchObject({ id: await models.target(name) });
    }
  });
});
