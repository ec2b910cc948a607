import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Job } from '../../src/contracts/job.js';
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

const run = promisify(execFile);

let cluster: Cluster;
let api: ApiProcess;
beforeAll(async () => {
  cluster = await Cluster.start();
  api = await cluster.api();
});
afterAll(() => cluster?.remove());

async function atelier(...args: string[]): Promise<string> {
  const env = { ...process.env, DATA_DIR: cluster.dataFolder, REDIS_URL: cluster.redis.url };
  return (await run(process.execPath, ['bin/atelier.js', ...args], { env })).stdout;
}

/** All that the API shows of what a job made. */
async function shown({ id }: Job): Promise<unknown> {
  const { client } = api;
  const [checkpoints, samples, design] = await Promise.all([
    client.bytes(`/jobs/${id}/checkpoints`).then(String),
    client.bytes(`/jobs/${id}/samples`).then(String),
    client.bytes('/generate', { job: id, step: 'best', seed: 3 }).then((bytes) => bytes.toString('base64')),
  ]);
  return { job: await client.job(id), checkpoints, samples, design };
}

it('jobs, checkpoints and models are rebuilt from the store after Redis was emptied, and go on', async () => {
  const { client } = api;
  let worker = await cluster.worker();
  const dataset = await uploadGarments(api.url, 16);
  const post = (hyperparameters: object, more: object = {}) =>
    client.createJob({ dataset: dataset.id, hyperparameters: { ...tiny, ...hyperparameters }, ...more });
  const long = { numEpochs: 50, checkpointEvery: 10, evaluateImages: 16 };

  const finished = await post(long, { name: 'straight', metadata: { season: 'autumn' } });
  await untilEnded(client, finished.id);
  const paused = await post(long);
  await untilStep(client, paused.id, 45);
  await client.request(paused.id, 'pause');
  await untilEvent(client, paused.id, ({ type, data }) => type === 'state' && data.state === 'paused');
  const interrupted = await post(long);
  await untilStep(client, interrupted.id, 60);
  const waiting = await post({ numEpochs: 1 }, { priority: 7 });
  const cancelled = await post({ numEpochs: 1 });
  await client.cancel(cancelled.id);
  const steps = JSON.parse(String(await client.bytes(`/jobs/${finished.id}/checkpoints`))) as {
    items: { id: string }[];
  };
  await client.putModel('spring', { checkpoint: steps.items[0]?.id, by: 'ada', metadata: { season: 'spring' } });
  await client.putModel('spring', { job: finished.id });
  await client.putModel('spring', { version: 1 });
  await client.putModel('gone', { job: finished.id });
  await client.deleteModel('gone');
  const before = [await shown(finished), await shown(paused), await client.job(cancelled.id)];
  const model = await client.model('spring');

  await worker.end('SIGKILL');
  await cluster.connection.flushall();
  await expect(client.job(finished.id)).rejects.toThrow('job_not_found');
  const rebuilt = await atelier('rebuild');
  expect(rebuilt).toContain('5 jobs rebuilt, 0 known already, 0 without a record');
  expect(rebuilt).toContain('1 models rebuilt, 0 known already, 0 without a record');
  const again = await atelier('rebuild');
  expect(again).toContain('0 jobs rebuilt, 5 known already');
  expect(again).toContain('0 models rebuilt, 1 known already');

  expect(await client.model('spring')).toEqual(model);
  await expect(client.deleteJob(finished.id)).rejects.toThrow('checkpoint_in_use');
  await expect(client.model('gone')).rejects.toThrow('model_not_found');
  expect((await client.putModel('gone', { job: finished.id })).version).toBe(3);

  expect(await client.job(waiting.id)).toMatchObject({ state: 'queued', priority: 7, queuePosition: 1 });
  expect(await client.job(interrupted.id)).toMatchObject({ state: 'queued', queuePosition: 2 });
  worker = await cluster.worker();
  const expected = await resultOf(client, cluster.dataFolder, finished.id);
  expect([await shown(finished), await shown(paused), await client.job(cancelled.id)]).toEqual(before);

  await client.request(paused.id, 'resume');
  for (const { id } of [waiting, interrupted, paused]) {
    expect((await untilEnded(client, id)).state).toBe('succeeded');
  }
  for (const { id } of [interrupted, paused]) {
    const { tensors } = await resultOf(client, cluster.dataFolder, id);
    expect(tensors.equals(expected.tensors)).toBe(true);
  }
});
