/** Names whose letters are composed in several ways: macOS writes `ä` as two characters (NFD), keyboards as one (NFC). */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset, DatasetImage } from '../../src/contracts/dataset.js';
import type { Design } from '../../src/contracts/design.js';
import { zipOf } from '../../src/images/zip.js';
import { type ApiProcess, Cluster, tiny, untilEnded } from '../support/cluster.js';
import { plainPhoto, upload } from '../support/uploads.js';

const typed = 'Mäntel'.normalize('NFC');
const fromMac = 'Mäntel'.normalize('NFD');
const both = [typed, fromMac];

let cluster: Cluster;
let api: ApiProcess;
let photos: string;
let dataset: Dataset;

beforeAll(async () => {
  cluster = await Cluster.start();
  photos = join(cluster.dataFolder, 'photos');
  const environment = { DATASET_ROOTS: photos };
  api = await cluster.api(environment);
  await cluster.worker(environment);
  const zip = await zipOf([
    { name: `photos/${fromMac}/${fromMac} 1.png`, bytes: await plainPhoto('red') },
    { name: `photos/Hosen/1.png`, bytes: await plainPhoto('green') },
  ]);
  ({ dataset } = await upload(`${api.url}/datasets`, ['name', `${fromMac} 2026`], ['photos.zip', zip]));
});
afterAll(() => cluster?.remove());

async function ask<T>(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: T; design: string }> {
  const response = await fetch(`${api.url}${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const isJson = response.headers.get('content-type')?.includes('json');
  const answer = isJson ? await response.json() : Buffer.from(await response.arrayBuffer());
  return { status: response.status, body: answer as T, design: response.headers.get('x-atelier-design') ?? '' };
}

const query = (value: string) => encodeURIComponent(value);

describe('a class that macOS has named', () => {
  it('is the class of that name, as it is typed, and so is its file', async () => {
    expect(dataset.name).toBe(`${typed} 2026`);
    expect(dataset.classes.map(({ name }) => name)).toEqual(['Hosen', typed]);
    for (const label of both) {
      const { body } = await ask<{ items: (DatasetImage & { label: string })[] }>(
        'GET',
        `/datasets/${dataset.id}/images?label=${query(label)}`,
      );
      expect(body.items.map((image) => [image.label, image.file])).toEqual([[typed, `${typed}/${typed} 1.png`]]);
    }
  });

  it('gets no twin, and its photos none, when more are added under the typed name', async () => {
    const images = `${api.url}/datasets/${dataset.id}/images`;
    const blue = await plainPhoto('blue');
    for (const label of both) {
      const { dataset: more } = await upload(images, ['label', label], [`${typed} 1.png`, blue]);
      expect(more.classes).toEqual([
        { name: 'Hosen', images: 1 },
        { name: typed, images: 2 },
      ]);
      expect(more.notes).toMatchObject([{ code: 'renamed_photos', files: [{ file: `${typed}/${typed} 1 (2).png` }] }]);
    }
  });

  it('is listed with its twin in a dataset of an earlier version that has one', async () => {
    const paths = ['a/1.png', 'b/2.png', 'c/3.png', 'c/4.png'];
    const files = await Promise.all(
      paths.map(async (path, i) => [path, await plainPhoto(`hsl(${i * 90}, 90%, 50%)`)] as const),
    );
    const { dataset: before } = await upload(`${api.url}/datasets`, ...files);
    const record = join(cluster.dataFolder, 'store/datasets', before.id, 'dataset.json');
    const classes = [fromMac, 'b', typed].map((name, i) => ({ name, images: before.classes[i]?.images }));
    await writeFile(record, JSON.stringify({ ...before, classes }));
    type Page = { items: (DatasetImage & { index: number; label: string })[]; nextCursor: string | null };
    const page = async (more: string) => {
      const { body } = await ask<Page>('GET', `/datasets/${before.id}/images?label=${query(typed)}&${more}`);
      return [body.items.map(({ index, label }) => [index, label]), body.nextCursor];
    };
    expect(await page('limit=2')).toEqual([
      [
        [0, typed],
        [2, typed],
      ],
      '2',
    ]);
    expect(await page('limit=2&cursor=2')).toEqual([[[3, typed]], null]);
  });

  it('is learned, and its designs are made and found by either name, and by a tag of either', async () => {
    const hyperparameters = { ...tiny, numEpochs: 1, conditional: true };
    const { id: job } = await api.client.createJob({ dataset: dataset.id, hyperparameters });
    expect(await untilEnded(api.client, job)).toMatchObject({ state: 'succeeded', classes: ['Hosen', typed] });

    const designs = await Promise.all(
      [...both, { [fromMac]: 2 }, { [typed]: 1, [fromMac]: 3 }].map((label) =>
        ask<Buffer>('POST', '/generate', { job, seed: 7, label }),
      ),
    );
    expect(designs.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(designs[1]?.body.equals(designs[0]?.body as Buffer)).toBe(true);
    const found = async (filter: string) =>
      (await ask<{ items: Design[] }>('GET', `/designs?job=${job}&${filter}`)).body.items.map(({ id }) => id).sort();
    for (const label of both) {
      expect(await found(`label=${query(label)}`)).toEqual(designs.map(({ design }) => design).sort());
    }

    const { design } = designs[0] as (typeof designs)[number];
    const { body: tagged } = await ask<Design>('PATCH', `/designs/${design}`, { tags: both });
    expect(tagged.tags).toEqual([typed]);
    for (const tag of both) {
      expect(await found(`tag=${query(tag)}`)).toEqual([design]);
      expect((await ask('POST', '/designs/download', { tag })).status).toBe(200);
    }
  });

  it('may be in a folder of such a name, whichever of them a job names', async () => {
    const folder = join(photos, fromMac, 'Röcke'.normalize('NFC'));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '1.png'), await plainPhoto('white'));
    const imported: (string | null)[] = [];
    for (const label of both) {
      const body = { dataset: { folder: join(photos, label) }, hyperparameters: { ...tiny, numEpochs: 1 } };
      const { body: job } = await ask<{ id: string }>('POST', '/jobs', body);
      const ended = await untilEnded(api.client, job.id);
      expect(ended.state).toBe('succeeded');
      imported.push(ended.dataset);
    }
    expect(new Set(imported).size).toBe(1);
    expect((await ask<Dataset>('GET', `/datasets/${imported[0]}`)).body.name).toBe(typed);
  });
});
