import { createHash } from 'node:crypto';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifestKey } from '../../src/contracts/checkpoint.js';
import type { Job } from '../../src/contracts/job.js';
import { blobKey } from '../../src/datasets/blobs.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { atelier, printed } from '../support/atelier.js';
import { type ApiProcess, Cluster, tiny, untilEnded, uploadGarments } from '../support/cluster.js';

const TWO_DAYS_AGO = new Date(Date.now() - 48 * 3_600_000);
/** Of a job that its API did not live to post. */
const UNBORN = 'job_01J00000000000000000000001';

let cluster: Cluster;
let api: ApiProcess;
let store: DiskStore;
let job: Job;
beforeAll(async () => {
  cluster = await Cluster.start();
  api = await cluster.api();
  await cluster.worker();
  store = new DiskStore(join(cluster.dataFolder, 'store'));
  const dataset = await uploadGarments(api.url, 8);
  const hyperparameters = { ...tiny, numEpochs: 4, checkpointEvery: 2, keepCheckpoints: 2 };
  job = await untilEnded(api.client, (await api.client.createJob({ dataset: dataset.id, hyperparameters })).id);
});
afterAll(() => cluster?.remove());

const environment = () => ({ DATA_DIR: cluster.dataFolder, REDIS_URL: cluster.redis.url });
const gc = (...args: string[]) => atelier(environment(), 'gc', ...args);

async function putOld(key: string): Promise<void> {
  await store.put(key, Buffer.from(key));
  await utimes(store.pathOf(key), TWO_DAYS_AGO, TWO_DAYS_AGO);
}

/** The key of a photo that no dataset has. */
function photoOf(what: string): string {
  return blobKey(createHash('sha256').update(what).digest('hex'));
}

async function keysOf(): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.entries()) found.push(key);
  return found.sort();
}

describe('atelier gc', () => {
  it('says what nobody needs, removes it when it is told to, and leaves all else alone', async () => {
    const needed = await keysOf();
    const design = await api.client.bytes('/generate', { job: job.id, seed: 5, save: false });
    await putOld(photoOf('old'));
    await store.put(photoOf('young'), Buffer.from('of an import that is on its way'));
    await putOld(`datasets/ds_${'0'.repeat(24)}/images.json`);
    await putOld(`jobs/${UNBORN}/checkpoints/0/weights.safetensors`);
    await putOld(manifestKey(UNBORN, 0));
    await store.put(manifestKey(job.id, 1), Buffer.from('dropped'));
    const pending = join(store.root, 'blobs', '.pending-killed');
    await writeFile(pending, 'half');
    await utimes(pending, TWO_DAYS_AGO, TWO_DAYS_AGO);
    await writeFile(join(store.root, 'blobs', '.pending-writing'), 'half');

    const lines = [
      '1 writes that were never finished',
      '1 files of jobs that are no more',
      '1 checkpoints that their jobs no longer list',
      '1 records of datasets that are no more',
      '1 photos that no dataset has',
    ];
    const before = await keysOf();
    const dry = await gc('--verbose');
    for (const line of lines) expect(dry).toContain(`would remove ${line}`);
    expect(dry).toContain(photoOf('old'));
    expect(dry).not.toContain(photoOf('young'));
    expect(await keysOf()).toEqual(before);

    const applied = await gc('--apply');
    for (const line of lines) expect(applied).toContain(`removed ${line}`);
    expect(await keysOf()).toEqual([...needed, photoOf('young')].sort());
    const unfinished: string[] = [];
    for await (const { name } of store.unfinished()) unfinished.push(name);
    expect(unfinished).toEqual([join(store.root, 'blobs', '.pending-writing')]);
    expect(await gc('--apply')).toBe('');
    expect(await api.client.bytes('/generate', { job: job.id, seed: 5, save: false })).toEqual(design);
  });

  it('leaves all files of jobs alone while Redis has lost some', async () => {
    const dump = await cluster.connection.dumpBuffer(`atelier:job:${job.id}`);
    await putOld(manifestKey(UNBORN, 0));
    await cluster.connection.del(`atelier:job:${job.id}`);
    const { stdout, stderr } = await printed(environment(), 'gc', '--apply');
    expect(stdout).toBe('');
    expect(stderr).toContain('run `atelier rebuild`');
    expect(await store.size(manifestKey(UNBORN, 0))).toBeGreaterThan(0);
    await cluster.connection.restore(`atelier:job:${job.id}`, 0, dump);
    expect(await gc('--apply')).toContain('removed 1 files of jobs');
    expect(await store.list(`jobs/${UNBORN}`)).toEqual([]);
    expect(await api.client.job(job.id)).toEqual(job);
  });

  it('deletes jobs that ended long ago, but for those that models hold', async () => {
    const { client, url } = api;
    const child = await client.createJob({
      dataset: job.dataset,
      hyperparameters: { numEpochs: 1 },
      from: { job: job.id },
    });
    await untilEnded(client, child.id);
    const model = {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ job: job.id }),
    };
    expect((await fetch(`${url}/models/autumn`, model)).ok).toBe(true);
    expect(await gc('--jobs-ended', '1')).not.toContain('jobs that ended');
    expect(await gc('--jobs-ended', '0')).toContain('would remove 2 jobs that ended');
    await client.job(child.id);
    await gc('--jobs-ended', '0', '--apply');
    await expect(client.job(child.id)).rejects.toThrow('job_not_found');
    expect(await store.list(`jobs/${child.id}`)).toEqual([]);
    expect(await client.job(job.id)).toMatchObject({ state: 'succeeded' });
  });

  it('refuses to remove what is younger than an hour', async () => {
    await expect(gc('--older-than', '0')).rejects.toThrow('at least 1');
  });
});
