import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/contracts/dataset.js';
import {
  type ApiProcess,
  Cluster,
  resultOf,
  tiny,
  untilEnded,
  untilEvent,
  untilStep,
  untilTraining,
  uploadGarments,
} from '../support/cluster.js';
import { type AtelierProcess, childrenOf, untilGone } from '../support/processes.js';

// The last kill is near step 370: what is left keeps the job from ending before it.
const hyperparameters = { ...tiny, numEpochs: 140, checkpointEvery: 20 };
const IMAGES = 16;
const STEPS = 560;
/** How soon a job whose worker was killed must train again, in ms. */
const RESUMED_WITHIN_MS = 15_000;

let cluster: Cluster;
let api: ApiProcess;
let dataset: Dataset;

beforeAll(async () => {
  cluster = await Cluster.start();
  api = await cluster.api();
  dataset = await uploadGarments(api.url, IMAGES);
});
afterAll(() => cluster?.remove());

const trainerOf = async (worker: AtelierProcess) => (await childrenOf(worker.pid, 'trainer.js'))[0] as number;

describe('a job whose trainer and workers are killed at random steps', () => {
  it('trains again within 15 s, and ends with the weights and the history of an uninterrupted run', {
    timeout: 300_000,
  }, async () => {
    const { client } = api;
    let worker = await cluster.worker();
    const straight = await client.createJob({ dataset: dataset.id, hyperparameters });
    await untilEnded(client, straight.id);
    const expected = await resultOf(client, cluster.dataFolder, straight.id);
    expect(expected.history).toHaveLength(STEPS);

    const job = await client.createJob({ dataset: dataset.id, hyperparameters });
    const random = xoroshiro128plus(5);
    const victims = ['trainer', 'worker', 'trainer', 'trainer', 'worker'];
    for (const [i, victim] of victims.entries()) {
      const idle = victim === 'worker' ? await cluster.worker() : undefined;
      // Each time past another checkpoint: three crashes in a row without one would be the end.
      await untilStep(client, job.id, 75 * i + 30 + uniformInt(random, 0, 40));
      if (idle) {
        await worker.end('SIGKILL');
        worker = idle;
      } else {
        process.kill(await trainerOf(worker), 'SIGKILL');
      }
      const killed = Date.now();
      await untilEvent(client, job.id, ({ type, data }) => type === 'state' && data.attempt === i + 2);
      expect(Date.now() - killed).toBeLessThan(RESUMED_WITHIN_MS);
    }

    const ended = await untilEnded(client, job.id);
    expect(ended.attempts.map(({ outcome }) => outcome)).toEqual([
      'crashed: killed by SIGKILL',
      'worker lost',
      'crashed: killed by SIGKILL',
      'crashed: killed by SIGKILL',
      'worker lost',
      'succeeded',
    ]);
    expect(await resultOf(client, cluster.dataFolder, job.id)).toEqual(expected);
    await worker.end('SIGKILL');
  });
});

describe('a job that crashes again and again without a new checkpoint', () => {
  it('fails with a code, keeps its checkpoints, and can be tried again', async () => {
    const { client } = api;
    const worker = await cluster.worker();
    const job = await client.createJob({
      dataset: dataset.id,
      hyperparameters: { ...tiny, numEpochs: 100_000, checkpointEvery: 1_000_000 },
    });
    await untilStep(client, job.id, 1);
    await client.request(job.id, 'pause');
    await untilEvent(client, job.id, ({ type, data }) => type === 'state' && data.state === 'paused');
    const { progress } = await client.job(job.id);
    await client.request(job.id, 'resume');

    for (const attempt of [2, 3, 4]) {
      await untilTraining(client, job.id, attempt);
      process.kill(await trainerOf(worker), 'SIGKILL');
    }
    const failed = await untilEnded(client, job.id);
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'attempts_exhausted' } });
    expect(failed.error?.message).toContain('killed by SIGKILL');
    const design = await client.bytes('/generate', { job: job.id, seed: 1 });
    expect(design.subarray(1, 4).toString()).toBe('PNG');

    const again = await client.request(job.id, 'retry');
    expect(again.state).toMatch(/^(queued|running)$/);
    expect(again).toMatchObject({ error: null, finishedAt: null });
    await untilStep(client, job.id, progress.step + 1);
    await client.cancel(job.id);
    await worker.end('SIGKILL');
  });
});

describe('a worker that is killed', () => {
  it('takes its trainer and its sampler with it within 5 s', async () => {
    const { client } = api;
    const worker = await cluster.worker();
    const job = await client.createJob({ dataset: dataset.id, hyperparameters: { ...tiny, numEpochs: 100_000 } });
    await untilStep(client, job.id, 1);
    const children = [...(await childrenOf(worker.pid, 'trainer.js')), ...(await childrenOf(worker.pid, 'sampler.js'))];
    expect(children).toHaveLength(2);
    await worker.end('SIGKILL');
    const killed = Date.now();
    await Promise.all(children.map(untilGone));
    expect(Date.now() - killed).toBeLessThan(5_000);
  });
});
