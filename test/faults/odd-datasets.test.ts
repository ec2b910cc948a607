import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiProcess, Cluster, tiny, untilEnded } from '../support/cluster.js';
import { type Part, plainPhoto, upload } from '../support/uploads.js';

let cluster: Cluster;
let api: ApiProcess;
beforeAll(async () => {
  cluster = await Cluster.start();
  api = await cluster.api();
  await cluster.worker();
});
afterAll(() => cluster?.remove());

const heic = (name: string) => readFile(join(import.meta.dirname, `../fixtures/heic/${name}.heic`));

async function photos(count: number): Promise<Part[]> {
  const colours = Array.from({ length: count }, (_, i) => plainPhoto(`hsl(${(i * 360) / count}, 80%, 50%)`));
  return (await Promise.all(colours)).map((bytes, i) => [`dress/${i}.png`, bytes]);
}

describe('a dataset', () => {
  it('of no images is refused', async () => {
    const refused = { status: 422, problem: { code: 'dataset_empty' } };
    expect(await upload(`${api.url}/datasets`, ['1.png', Buffer.alloc(0)])).toMatchObject(refused);
    expect(await upload(`${api.url}/datasets`, ['.DS_Store', Buffer.from('junk')])).toMatchObject(refused);
    const emptyZip = Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)]);
    expect(await upload(`${api.url}/datasets`, ['1.zip', emptyZip])).toMatchObject(refused);
  });

  it.each([
    ['one image', 1, 1],
    ['fewer images than a batch', 3, 1],
    ['one class, whose last batch is of one image', 5, 2],
  ])('of %s trains to its end', async (_, images, steps) => {
    const { dataset } = await upload(`${api.url}/datasets`, ...(await photos(images)));
    const { report } = (await (await fetch(`${api.url}/datasets/${dataset.id}`)).json()) as {
      report: { imbalance: number; warnings: { code: string }[] };
    };
    expect(report).toMatchObject({ imbalance: 1, warnings: [{ code: 'too_few_images' }] });
    const { id } = await api.client.createJob({ dataset: dataset.id, hyperparameters: { ...tiny, numEpochs: 1 } });
    const job = await untilEnded(api.client, id);
    expect(job).toMatchObject({ state: 'succeeded', progress: { step: steps, totalSteps: steps } });
    for (const loss of [job.latest?.lossD, job.latest?.lossG]) expect(Number.isFinite(loss)).toBe(true);
  });

  it('of HEIC photos trains to its end', async () => {
    const names = ['plain', 'grey', 'alpha', 'ten-bits'];
    const parts = names.map(async (name): Promise<Part> => [`dress/${name}.heic`, await heic(name)]);
    const { dataset } = await upload(`${api.url}/datasets`, ...(await Promise.all(parts)));
    expect(dataset).toMatchObject({ images: 4, rejected: [] });
    const { id } = await api.client.createJob({ dataset: dataset.id, hyperparameters: { ...tiny, numEpochs: 1 } });
    expect(await untilEnded(api.client, id)).toMatchObject({ state: 'succeeded' });
  });
});
