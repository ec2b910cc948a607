import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckpointManifest } from '../../src/contracts/checkpoint.js';
import type { Dataset } from '../../src/contracts/dataset.js';
import type { Job } from '../../src/contracts/job.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { decodeSafetensors } from '../../src/storage/safetensors.js';
import {
  type ApiProcess,
  Cluster,
  tiny,
  untilEnded,
  untilEvent,
  untilStep,
  uploadGarments,
} from '../support/cluster.js';

let cluster: Cluster;
let api: ApiProcess;
let dataset: Dataset;
let source: Job;

const post = (hyperparameters: object, more: object = {}) =>
  api.client.createJob({ dataset: dataset.id, hyperparameters, ...more });

async function checkpointsOf(id: string): Promise<CheckpointManifest[]> {
  return JSON.parse(String(await api.client.bytes(`/jobs/${id}/checkpoints`))).items as CheckpointManifest[];
}

async function tensorsOf(id: string, step: number): Promise<Record<string, number[]>> {
  const { weights } = (await checkpointsOf(id)).find((each) => each.step === step) as CheckpointManifest;
  const bytes = (await new DiskStore(join(cluster.dataFolder, 'store')).get(weights.key)) as Buffer;
  return Object.fromEntries([...decodeSafetensors(bytes)].map(([name, { data }]) => [name, [...data]]));
}

beforeAll(async () => {
  cluster = await Cluster.start();
  api = await cluster.api();
  dataset = await uploadGarments(api.url, 16);
});
afterAll(() => cluster?.remove());

describe('queued jobs', () => {
  it('run by priority, then in the order in which they were posted, and know their place', async () => {
    const { client } = api;
    const jobs: Job[] = [];
    for (const [i, priority] of [0, 0, 5, -1].entries()) {
      jobs.push(await post({ ...tiny, numEpochs: 1 }, { priority, name: `job ${i}` }));
    }
    const positions = async () => await Promise.all(jobs.map(async ({ id }) => (await client.job(id)).queuePosition));
    expect(await positions()).toEqual([2, 3, 1, 4]);
    await client.prioritize(jobs[3]?.id as string, 9);
    expect(await positions()).toEqual([3, 4, 2, 1]);

    await cluster.worker();
    const ended = await Promise.all(jobs.map(({ id }) => untilEnded(client, id)));
    const order = ended.toSorted((a, b) => Date.parse(a.startedAt as string) - Date.parse(b.startedAt as string));
    expect(order.map(({ name }) => name)).toEqual(['job 3', 'job 2', 'job 0', 'job 1']);
    expect(ended[0]).toMatchObject({
      queuePosition: null,
      attempts: [{ outcome: 'succeeded' }],
      device: { kind: 'cpu' },
    });
    source = ended[0] as Job;
  });
});

describe('a job that starts from another’s checkpoint', () => {
  it('has its weights and optimizers, its own hyperparameters, and counts from 0', async () => {
    const { client } = api;
    const job = await post({ batchSize: 8, numEpochs: 2, lr: 0.001 }, { from: { job: source.id } });
    expect(job).toMatchObject({
      from: { job: source.id, step: 4 },
      hyperparameters: { ...tiny, batchSize: 8, numEpochs: 2, lr: 0.001 },
      progress: { step: 0, totalSteps: 4 },
    });
    expect(await tensorsOf(job.id, 0)).toEqual(await tensorsOf(source.id, 4));
    const [start] = await checkpointsOf(job.id);
    expect(start?.optimizerSteps).toEqual({ generator: 4, discriminator: 4 });
    // Its first grid is made by the weights that it starts with.
    const ended = await untilEnded(client, job.id);
    expect(ended).toMatchObject({ state: 'succeeded', progress: { epoch: 2, step: 4 } });
    const [last, first] = await Promise.all(
      [`/jobs/${source.id}/samples/4.png`, `/jobs/${job.id}/samples/0.png`].map((path) => client.bytes(path)),
    );
    expect(first?.equals(last as Buffer)).toBe(true);
    expect((await checkpointsOf(job.id)).at(-1)?.optimizerSteps).toEqual({ generator: 8, discriminator: 8 });
  });

  it('is refused networks of another size, a step that is not there, and a job that is not there', async () => {
    await expect(post({ ngf: 8 }, { from: { job: source.id } })).rejects.toThrow(
      /hyperparameters\.ngf: is 4 in checkpoint/,
    );
    await expect(post({}, { from: { job: source.id, step: 3 } })).rejects.toThrow('checkpoint_not_found');
    await expect(post({}, { from: { job: 'job_00000000000000000000000000' } })).rejects.toThrow('job_not_found');
  });
});

describe('a job that is deleted', () => {
  it('must have ended, and is gone with all its files', async () => {
    const { client } = api;
    const job = await post({ ...tiny, numEpochs: 10_000 });
    await untilStep(client, job.id, 1);
    await client.request(job.id, 'pause');
    await untilEvent(client, job.id, ({ type, data }) => type === 'state' && data.state === 'paused');
    await expect(client.deleteJob(job.id)).rejects.toThrow('job_state_conflict');
    await client.cancel(job.id);
    await client.deleteJob(job.id);
    await expect(client.job(job.id)).rejects.toThrow('job_not_found');
    await expect(access(join(cluster.dataFolder, 'store/jobs', job.id))).rejects.toThrow('ENOENT');
    expect(await cluster.connection.keys(`*${job.id}*`)).toEqual([]);
  });

  it('leaves the jobs that started from it', async () => {
    const child = await post({ numEpochs: 1 }, { from: { job: source.id } });
    await api.client.deleteJob(source.id);
    expect((await untilEnded(api.client, child.id)).state).toBe('succeeded');
  });
});

it('what the state of a job does not allow is refused, and changes nothing', async () => {
  const job = await post({ ...tiny, numEpochs: 1 });
  const ended = await untilEnded(api.client, job.id);
  for (const request of ['pause', 'resume', 'cancel', 'retry']) {
    await expect(api.client.request(job.id, request)).rejects.toThrow('job_state_conflict');
  }
  await expect(api.client.prioritize(job.id, 1)).rejects.toThrow('job_state_conflict');
  expect(await api.client.job(job.id)).toEqual(ended);
});
