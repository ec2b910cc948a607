import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/contracts/dataset.js';
import type { Job } from '../../src/contracts/job.js';
import { type ApiProcess, Cluster, tiny, untilEnded } from '../support/cluster.js';
import { plainPhoto } from '../support/uploads.js';

let folder: string;
let cluster: Cluster;
let api: ApiProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-folders-'));
  for (const [i, colour] of ['red', 'green', 'blue', 'white', 'grey'].entries()) {
    const place = join(folder, 'photos/autumn', i < 2 ? 'dress' : 'coat');
    await mkdir(place, { recursive: true });
    await writeFile(join(place, `${i}.png`), await plainPhoto(colour));
  }
  await mkdir(join(folder, 'secret/a'), { recursive: true });
  await writeFile(join(folder, 'secret/a/1.png'), await plainPhoto('black'));
  await symlink(join(folder, 'secret'), join(folder, 'photos/link'));
  cluster = await Cluster.start();
  const environment = { DATASET_ROOTS: `${join(folder, 'none')}:${join(folder, 'photos')}` };
  api = await cluster.api(environment);
  await cluster.worker(environment);
});
afterAll(async () => {
  await cluster?.remove();
  await rm(folder, { recursive: true, force: true });
});

async function post(dataset: unknown, more: object = {}): Promise<{ status: number; body: Job & { detail: string } }> {
  const response = await fetch(`${api.url}/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ dataset, hyperparameters: { ...tiny, numEpochs: 2 }, ...more }),
  });
  return { status: response.status, body: (await response.json()) as Job & { detail: string } };
}

describe('a job that names a folder', () => {
  it('imports it when it runs, and learns from that dataset', async () => {
    const { status, body } = await post({ folder: join(folder, 'photos/autumn') });
    expect(status).toBe(201);
    expect(body).toMatchObject({ dataset: null, folder: join(folder, 'photos/autumn'), progress: { totalSteps: 0 } });
    expect(body.origin).toBe('training');
    const job = await untilEnded(api.client, body.id);
    expect(job).toMatchObject({ state: 'succeeded', progress: { step: 4, totalSteps: 4 }, error: null });
    const dataset = (await (await fetch(`${api.url}/datasets/${job.dataset}`)).json()) as Dataset;
    expect(dataset).toMatchObject({ name: 'autumn', images: 5 });
    expect(dataset.classes.map(({ name }) => name)).toEqual(['coat', 'dress']);
    expect(await api.client.request(job.id, 'extend', { numEpochs: 3 })).toMatchObject({ progress: { totalSteps: 6 } });
    expect(await untilEnded(api.client, job.id)).toMatchObject({ state: 'succeeded', progress: { step: 6 } });
  });

  it('follows links to class folders within the allowed ones, and tells of others', async () => {
    const linked = join(folder, 'photos/linked');
    await mkdir(linked);
    await symlink('../autumn/dress', join(linked, 'gown'));
    await symlink(join(folder, 'secret/a'), join(linked, 'secret'));
    const { body } = await post({ folder: linked });
    const { dataset } = await untilEnded(api.client, body.id);
    expect(await (await fetch(`${api.url}/datasets/${dataset}`)).json()).toMatchObject({
      classes: [{ name: 'gown', images: 2 }],
      rejected: [{ file: 'secret', reason: 'a link that leads out of the folder' }],
    });
  });

  it('outside of the allowed ones is refused at once', async () => {
    for (const name of ['secret', 'photos/../secret', 'photos2', '']) {
      expect(await post({ folder: `${folder}/${name}` })).toMatchObject({
        status: 422,
        body: { detail: expect.stringContaining('DATASET_ROOTS') },
      });
    }
    expect((await post({ folder: 'photos' })).body.detail).toContain('absolute path');
    const from = { job: 'job_00000000000000000000000000' };
    expect((await post({ folder: join(folder, 'photos') }, { from })).status).toBe(422);
  });

  it('that a link leads to from an allowed one, or that is not there, fails with the reason', async () => {
    for (const [name, reason] of [
      ['link', /none of the folders that DATASET_ROOTS allows/],
      ['missing', /There is no folder/],
    ] as const) {
      const { body } = await post({ folder: join(folder, 'photos', name) });
      const job = await untilEnded(api.client, body.id);
      expect(job).toMatchObject({
        state: 'failed',
        dataset: null,
        origin: 'training',
        error: { code: 'validation_failed', message: expect.stringMatching(reason) },
      });
      await expect(api.client.request(job.id, 'extend', { numEpochs: 3 })).rejects.toThrow(
        /folder .* not been imported/,
      );
    }
    const { items } = (await (await fetch(`${api.url}/datasets`)).json()) as { items: Dataset[] };
    expect(items.map(({ name }) => name)).toEqual(['linked', 'autumn']);
  });
});
