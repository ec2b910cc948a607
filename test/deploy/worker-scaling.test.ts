import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiProcess, Cluster, tiny, untilEnded, untilTraining, uploadGarments } from '../support/cluster.js';
import { findManifest, renderOverlay } from '../support/manifests.js';

/** What KEDA's scaler `redis` runs to know a queue's length. */
const LENGTH = `
  local kind = redis.call('type', KEYS[1]).ok
  local command = { zset = 'zcard', set = 'scard', list = 'llen', hash = 'hlen', none = 'llen' }
  return redis.call(command[kind], KEYS[1])`;

let cluster: Cluster;
let api: ApiProcess;
let lists: Record<string, string>;

beforeAll(async () => {
  const scaled = findManifest(await renderOverlay('managed-redis'), 'ScaledObject', 'atelier-worker');
  const triggers = scaled.spec.triggers as { name: string; metadata: { listName: string } }[];
  lists = Object.fromEntries(triggers.map(({ name, metadata }) => [name, metadata.listName]));
  cluster = await Cluster.start();
  api = await cluster.api();
});

afterAll(() => cluster?.remove());

async function lengths(): Promise<Record<string, number>> {
  const entries = Object.entries(lists).map(async ([name, key]) => [
    name,
    await cluster.connection.eval(LENGTH, 1, key),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

it('counts the jobs that wait and those that run', async () => {
  const dataset = await uploadGarments(api.url, 8);
  const post = async (numEpochs: number) =>
    await api.client.createJob({ dataset: dataset.id, hyperparameters: { ...tiny, numEpochs } });
  const [first, second] = [await post(10_000), await post(1)];
  expect(await lengths()).toEqual({ waiting: 2, running: 0 });

  await cluster.worker();
  await untilTraining(api.client, first.id, 1);
  expect(await lengths()).toEqual({ waiting: 1, running: 1 });

  await api.client.cancel(first.id);
  await untilEnded(api.client, second.id);
  await expect.poll(lengths).toEqual({ waiting: 0, running: 0 });
});
