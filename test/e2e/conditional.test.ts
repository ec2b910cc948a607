/** Jobs that learn classes, over HTTP: what they say of themselves, and what is refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderGarment } from '../../scripts/sample-garments/index.js';
import type { CheckpointManifest } from '../../src/contracts/checkpoint.js';
import type { Dataset } from '../../src/contracts/dataset.js';
import type { Job } from '../../src/contracts/job.js';
import { zipOf } from '../../src/images/zip.js';
import { type ApiProcess, Cluster, tiny, untilEnded, uploadGarments } from '../support/cluster.js';
import { uploadOf } from '../support/garment-photos.js';

let cluster: Cluster;
let api: ApiProcess;
let dataset: Dataset;
let job: Job;

beforeAll(async () => {
  cluster = await Cluster.start();
  api = await cluster.api();
  dataset = await uploadGarments(api.url, 16);
  await cluster.worker();
  const hyperparameters = { ...tiny, numEpochs: 1, conditional: true };
  job = await untilEnded(api.client, (await api.client.createJob({ dataset: dataset.id, hyperparameters })).id);
});
afterAll(() => cluster?.remove());

/** Uploads a photo of each class. */
async function datasetOf(...classes: string[]): Promise<string> {
  const files = classes.map(async (name, i) => ({
    name: `photos/${name}/1.jpg`,
    bytes: await renderGarment('dress', i, 96),
  }));
  const body = uploadOf('other', await zipOf(await Promise.all(files)));
  const response = await fetch(`${api.url}/datasets`, { method: 'POST', body });
  return ((await response.json()) as Dataset).id;
}

describe('a conditional job', () => {
  it('names the classes that it learns, and so do its checkpoints', async () => {
    expect(job).toMatchObject({ state: 'succeeded', classes: ['dress', 'shoe'] });
    const answer = JSON.parse(String(await api.client.bytes(`/jobs/${job.id}/checkpoints`)));
    expect((answer.items as CheckpointManifest[]).at(-1)?.classes).toEqual(['dress', 'shoe']);
  });

  it('prints what its networks have for labels', async () => {
    const headers = { accept: 'text/plain' };
    const table = await (await fetch(`${api.url}/jobs/${job.id}/architecture`, { headers })).text();
    expect(table).toMatch(/^LabelEmbedding\(2, 32\) +1×1×40 +64$/m);
    expect(table).toMatch(/^ConvTranspose2d\(40, 16, .* 4×4×16 +10,240$/m);
    expect(table).toMatch(/^Conv2d\(16, 3, .* 1×1×3 +768$/m);
    expect(table).toMatch(/^LabelProjection\(2\) +1×1×1 +0$/m);
  });

  it('can be gone on from with a dataset of the same classes', async () => {
    const other = await datasetOf('dress', 'shoe');
    const next = await api.client.createJob({
      dataset: other,
      from: { job: job.id },
      hyperparameters: { numEpochs: 1 },
    });
    expect(next).toMatchObject({ classes: ['dress', 'shoe'], hyperparameters: { conditional: true } });
    expect(await untilEnded(api.client, next.id)).toMatchObject({ state: 'succeeded' });
  });

  it('cannot be gone on from with other classes, or without any', async () => {
    const from = { job: job.id };
    const other = await datasetOf('dress', 'skirt');
    await expect(api.client.createJob({ dataset: other, from })).rejects.toThrow(
      /dataset: must have the classes of checkpoint .*: dress, shoe/,
    );
    const hyperparameters = { conditional: false };
    await expect(api.client.createJob({ dataset: dataset.id, from, hyperparameters })).rejects.toThrow(
      /hyperparameters\.conditional: is true in checkpoint/,
    );
  });
});

it('a conditional job is refused for a dataset of one class', async () => {
  const hyperparameters = { conditional: true };
  await expect(api.client.createJob({ dataset: await datasetOf('dress'), hyperparameters })).rejects.toThrow(
    /hyperparameters\.conditional: needs 2 to 1000 classes, and dataset ds_\w+ has 1: dress/,
  );
});

it('any other job names no classes', async () => {
  const other = await api.client.createJob({ dataset: dataset.id, hyperparameters: { ...tiny, numEpochs: 1 } });
  expect(other.classes).toBeNull();
});
