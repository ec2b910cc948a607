import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CheckpointManifest } from '../../src/contracts/checkpoint.js';
import type { StepData } from '../../src/contracts/event.js';
import type { Job } from '../../src/contracts/job.js';
import { backUp } from '../../src/maintenance/backup.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { version } from '../../src/version.js';
import { atelier } from '../support/atelier.js';
import { type ApiProcess, Cluster, tiny, untilEnded, untilStep, uploadGarments } from '../support/cluster.js';
import { type S3Server, startS3 } from '../support/s3-server.js';

let here: Cluster;
let there: Cluster;
let s3: S3Server;
let folder: string;
beforeAll(async () => {
  [here, there, s3] = [await Cluster.start(), await Cluster.start(), await startS3()];
  folder = await mkdtemp(join(tmpdir(), 'atelier-backup-'));
});
afterAll(async () => {
  await Promise.all([here?.remove(), there?.remove(), s3?.stop()]);
  for (const each of [folder, `${folder}-second`]) await rm(each, { recursive: true, force: true });
});

/** All that the API shows of what a job made; its history without what depends on the clock. */
async function shown({ client, url }: ApiProcess, id: string): Promise<unknown> {
  const json = async <T>(path: string) => JSON.parse(String(await client.bytes(path))) as T;
  const { items } = await json<{ items: CheckpointManifest[] }>(`/jobs/${id}/checkpoints`);
  const { steps } = await json<{ steps: StepData[] }>(`/jobs/${id}/metrics`);
  const last = items.at(-1) as CheckpointManifest;
  const weights = await fetch(`${url}/jobs/${id}/checkpoints/${last.step}/weights.safetensors`);
  return {
    steps: items.map(({ step }) => step),
    sha256: last.weights.sha256,
    bytes: (await weights.arrayBuffer()).byteLength,
    samples: await json(`/jobs/${id}/samples`),
    history: steps.map(({ imagesPerSecond: _, etaSeconds: __, ...step }) => step),
    design: (await client.bytes('/generate', { job: id, seed: 3, save: false })).toString('base64'),
  };
}

async function listed({ client }: ApiProcess): Promise<Job[]> {
  const jobs: Job[] = [];
  for await (const job of client.jobs()) jobs.push(job);
  return jobs;
}

it('a backup that is made while a job runs is restored elsewhere, where the job goes on to the same end', async () => {
  const original = { DATA_DIR: here.dataFolder, REDIS_URL: here.redis.url };
  const api = await here.api();
  await here.worker();
  const dataset = await uploadGarments(api.url, 16);
  const post = (numEpochs: number, name: string) =>
    api.client.createJob({
      dataset: dataset.id,
      name,
      hyperparameters: { ...tiny, numEpochs, checkpointEvery: 25, sampleEvery: 50 },
    });
  const finished = await post(10, 'finished');
  await untilEnded(api.client, finished.id);
  await api.client.bytes('/generate', { job: finished.id, seed: 11 });
  const designs = String(await api.client.bytes('/designs'));
  const running = await post(100, 'running');
  const waiting = await post(1, 'waiting');
  await untilStep(api.client, running.id, 60);

  const store = new DiskStore(join(here.dataFolder, 'store'));
  await backUp({ redis: here.connection, store, version }, new DiskStore(folder));
  expect((await api.client.job(running.id)).state).toBe('running');
  await untilEnded(api.client, running.id);
  await untilEnded(api.client, waiting.id);

  const copy = {
    DATA_DIR: there.dataFolder,
    REDIS_URL: there.redis.url,
    ...s3.environment('restored'),
    S3_LINK_ENDPOINT: 'none',
  };
  await expect(atelier(original, 'restore', folder)).rejects.toThrow(/is running on this Redis|is in use/);
  expect(await atelier(copy, 'restore', folder)).toContain('are as they were at');
  await expect(atelier(copy, 'restore', folder)).rejects.toThrow('Redis is in use');

  const restored = await there.api(copy);
  const [first, second, last] = await listed(restored);
  expect([first?.id, second?.id, last]).toEqual([waiting.id, running.id, await api.client.job(finished.id)]);
  expect(first).toMatchObject({ state: 'queued', queuePosition: 1 });
  expect(second).toMatchObject({ state: 'running' });
  expect(second?.progress.step).toBeGreaterThanOrEqual(60);
  expect(second?.progress.step).toBeLessThan(400);
  expect(String(await restored.client.bytes('/designs'))).toBe(designs);
  await there.worker(copy);
  expect(await shown(restored, finished.id)).toEqual(await shown(api, finished.id));
  for (const { id } of [running, waiting]) {
    expect((await untilEnded(restored.client, id)).state).toBe('succeeded');
    expect(await shown(restored, id)).toEqual(await shown(api, id));
  }
});

it('a backup is made on the command line of a service, and over no other', async () => {
  const original = { DATA_DIR: here.dataFolder, REDIS_URL: here.redis.url };
  expect(await atelier(original, 'backup', `${folder}-second`)).toMatch(/objects .* keys of Redis are in/);
  await expect(atelier(original, 'backup', folder)).rejects.toThrow('there is a backup in');
});

it('a backup with a changed byte is not restored', async () => {
  const empty = await Cluster.start();
  try {
    const weights = (await readdir(join(folder, 'store'), { recursive: true })).find((name) =>
      name.endsWith('.safetensors'),
    );
    await writeFile(join(folder, 'store', weights as string), 'damaged');
    const environment = { DATA_DIR: empty.dataFolder, REDIS_URL: empty.redis.url };
    await expect(atelier(environment, 'restore', folder)).rejects.toThrow("doesn't match its checksum");
    expect(await empty.connection.exists('atelier:jobs')).toBe(0);
  } finally {
    await empty.remove();
  }
});
