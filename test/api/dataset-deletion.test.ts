import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/contracts/dataset.js';
import { findDataset } from '../../src/datasets/catalogue.js';
import { deleteDataset } from '../../src/datasets/changes.js';
import { importDataset } from '../../src/datasets/import.js';
import { DatasetDeletion } from '../../src/jobs/records/dataset-deletion.js';
import type { JobStore } from '../../src/jobs/records/job-store.js';
import type { RunningServer } from '../../src/server.js';
import { type Api, endJob, runningJob, startApi } from '../support/api.js';
import { plainPhoto } from '../support/uploads.js';

let api: Api;
let other: RunningServer;
let photo: Buffer;
beforeAll(async () => {
  api = await startApi();
  other = await api.another();
  photo = await plainPhoto('red');
});
afterAll(async () => {
  await other?.close();
  await api?.remove();
});

async function imported(): Promise<Dataset> {
  const files = async function* () {
    yield { path: 'dress/1.png', bytes: async () => photo };
  };
  return (await importDataset(api.store, files(), { name: 'garments' })).dataset;
}

const postJob = (dataset: string) =>
  fetch(`${api.url}/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ dataset }),
  });

const definition = async (dataset: string) => ({
  ...{ name: null, dataset, metadata: {}, totalSteps: 1, from: null, priority: 0 },
  hyperparameters: (await api.jobs.get(await runningJob(api.jobs))).hyperparameters,
});

/** Deletes a dataset; something happens right after it was decided, or right before the dataset is gone. */
async function deleted(dataset: Dataset, meanwhile: () => Promise<unknown> = async () => {}): Promise<void> {
  const remove = async () => {
    await meanwhile();
    await deleteDataset(api.store, dataset.id);
  };
  await new DatasetDeletion(api.jobs.redis, 'default').run(dataset, remove, async () => true);
}

const refused = { code: 'dataset_not_found' };

describe('a dataset that is deleted by one API process', () => {
  it('is kept for a job that is posted to another at the same moment, or the job is refused', async () => {
    for (let round = 0; round < 25; round++) {
      const { id } = await imported();
      const [posted, deletion] = await Promise.all([
        postJob(id),
        fetch(`${other.url}/datasets/${id}`, { method: 'DELETE' }),
      ]);
      expect(['201 409', '404 204']).toContain(`${posted.status} ${deletion.status}`);
      expect((await findDataset(api.store, id)) !== undefined).toBe(posted.status === 201);
      if (posted.status !== 201) continue;
      const job = (await posted.json()) as { id: string };
      await fetch(`${api.url}/jobs/${job.id}/cancel`, { method: 'POST' });
    }
  });
});

describe('the deletion of a dataset', () => {
  it('is refused while a job that has not ended uses it', async () => {
    const dataset = await imported();
    const job = await runningJob(api.jobs, 1, dataset.id);
    await expect(deleted(dataset)).rejects.toMatchObject({ code: 'dataset_in_use', message: /running/ });
    expect(await findDataset(api.store, dataset.id)).toBeDefined();
    await endJob(api.jobs, job);
    await deleted(dataset);
  });

  it('refuses jobs that had read the dataset before, until it is imported again', async () => {
    const dataset = await imported();
    const given = await definition(dataset.id);
    await deleted(dataset, async () => {
      await expect(api.jobs.create(given, { dataset })).rejects.toMatchObject(refused);
    });
    await expect(api.jobs.create(given, { dataset })).rejects.toMatchObject(refused);
    const again = await imported();
    expect(again.id).toBe(dataset.id);
    const { id } = await api.jobs.create(given, { dataset: again });
    await expect(deleted(again)).rejects.toMatchObject({ code: 'dataset_in_use' });
    await api.jobs.commit(id, { from: ['queued'], patch: { state: 'cancelled' } });
    await deleted(again);
  });

  it('refuses a job that had ended and is to go on, and one whose folder has become the dataset', async () => {
    const dataset = await imported();
    const [ended, running] = [await runningJob(api.jobs, 1, dataset.id), await runningJob(api.jobs, 1, 'ds_test')];
    await endJob(api.jobs, ended);
    await deleted(dataset);
    const goOn = { from: ['succeeded'], patch: { state: 'queued' }, dataset } as const;
    await expect(api.jobs.commit(ended, goOn)).rejects.toMatchObject(refused);
    expect(await api.jobs.state(ended)).toBe('succeeded');
    await expect(api.jobs.commit(running, { from: ['running'], dataset })).rejects.toMatchObject(refused);
  });

  it('concerns one workspace', async () => {
    const dataset = await imported();
    const theirs: JobStore = api.jobs.of('other');
    const given = await definition(dataset.id);
    await theirs.create(given, { dataset });
    await deleted(dataset);
    await theirs.create(given, { dataset });
    await expect(api.jobs.create(given, { dataset })).rejects.toMatchObject(refused);
  });

  it('that fails leaves a dataset that jobs can use', async () => {
    const dataset = await imported();
    const given = await definition(dataset.id);
    const failing = deleted(dataset, () => Promise.reject(new Error('the store is gone')));
    await expect(failing).rejects.toThrow('the store is gone');
    const { id } = await api.jobs.create(given, { dataset });
    await api.jobs.commit(id, { from: ['queued'], patch: { state: 'cancelled' } });
  });
});
