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
  uploadGarments,
} from '../support/cluster.js';
import type { AtelierProcess } from '../support/processes.js';

const hyperparameters = { ...tiny, numEpochs: 50, checkpointEvery: 30 };
const IMAGES = 16;
const STEPS = 200;

let cluster: Cluster;
let api: ApiProcess;
let worker: AtelierProcess;
let dataset: Dataset;

beforeAll(async () => {
  cluster = await Cluster.start();
  [api, worker] = await Promise.all([cluster.api(), cluster.worker()]);
  dataset = await uploadGarments(api.url, IMAGES);
});
afterAll(() => cluster?.remove());

describe('a job that is paused and resumed, and handed back by a worker that shuts down', () => {
  it('ends with the weights and the history of a run that was left alone', async () => {
    const { client } = api;
    const straight = await client.createJob({ dataset: dataset.id, hyperparameters });
    await untilEnded(client, straight.id);
    const expected = await resultOf(client, cluster.dataFolder, straight.id);
    expect(expected.history.map(({ step }) => step)).toEqual(Array.from({ length: STEPS }, (_, i) => i + 1));

    const job = await client.createJob({ dataset: dataset.id, hyperparameters });
    await untilStep(client, job.id, 20);
    expect((await client.request(job.id, 'pause')).state).toMatch(/^paus(ing|ed)$/);
    await untilEvent(client, job.id, ({ type, data }) => type === 'state' && data.state === 'paused');
    const paused = await client.job(job.id);
    expect(paused).toMatchObject({ state: 'paused', pauseReason: 'request', etaSeconds: null, queuePosition: null });
    // What it has done is saved.
    const { items } = JSON.parse(String(await client.bytes(`/jobs/${job.id}/checkpoints`)));
    expect(items.at(-1).step).toBe(paused.progress.step);

    // The worker has nothing else to do.
    expect((await client.request(job.id, 'resume')).state).toMatch(/^(queued|running)$/);
    await untilStep(client, job.id, paused.progress.step + 40);
    expect(await worker.end('SIGTERM')).toBe(0);
    expect((await client.job(job.id)).state).toBe('queued');
    worker = await cluster.worker();

    const ended = await untilEnded(client, job.id);
    expect(ended.attempts.map(({ outcome }) => outcome)).toEqual(['paused', 'worker shut down', 'succeeded']);
    expect(await resultOf(client, cluster.dataFolder, job.id)).toEqual(expected);
  });
});

describe('a job that has finished', () => {
  it('trains more epochs as if they had been asked for at first', async () => {
    const { client } = api;
    const straight = await client.createJob({ dataset: dataset.id, hyperparameters: { ...tiny, numEpochs: 7 } });
    const short = await client.createJob({ dataset: dataset.id, hyperparameters: { ...tiny, numEpochs: 3 } });
    await untilEnded(client, straight.id);
    await untilEnded(client, short.id);

    const extended = await client.request(short.id, 'extend', { numEpochs: 7 });
    expect(extended.state).toMatch(/^(queued|running)$/);
    expect(extended).toMatchObject({ progress: { step: 12, totalSteps: 28 }, finishedAt: null });
    const ended = await untilEnded(client, short.id);
    expect(ended).toMatchObject({
      state: 'succeeded',
      progress: { epoch: 7, step: 28 },
      hyperparameters: { numEpochs: 7 },
    });
    expect(await resultOf(client, cluster.dataFolder, short.id)).toEqual(
      await resultOf(client, cluster.dataFolder, straight.id),
    );
    await expect(client.request(short.id, 'extend', { numEpochs: 7 })).rejects.toThrow('validation_failed');
  });
});
