import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/contracts/dataset.js';
import { getDataset, getDatasetImages, listDatasets, readOriginal } from '../../src/datasets/catalogue.js';
import { deleteDataset } from '../../src/datasets/changes.js';
import { importDataset } from '../../src/datasets/import.js';
import type { SourceFile } from '../../src/datasets/source.js';
import { datasetPreview } from '../../src/images/preview.js';
import { DiskStore } from '../../src/storage/disk-store.js';

let folder: string;
let store: DiskStore;
const datasets: Dataset[] = [];

const colour = (background: string) =>
  sharp({ create: { width: 20, height: 20, channels: 3, background } })
    .png()
    .toBuffer();

async function* filesOf(files: Record<string, Buffer>): AsyncIterable<SourceFile> {
  for (const [path, bytes] of Object.entries(files)) yield { path, bytes: async () => bytes };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-catalogue-'));
  store = new DiskStore(folder);
  const shared = await colour('#123456');
  for (const [i, own] of ['#ff0000', '#00ff00', '#0000ff'].entries()) {
    const files = filesOf({
      'dress/shared.png': shared,
      'dress/again.png': shared,
      [`coat/${i}.png`]: await colour(own),
    });
    const { dataset } = await importDataset(store, files, { name: `number ${i}` });
    datasets.push(dataset);
    // Ids are hashes, so only times order the list; they have milliseconds.
    while (Date.now() <= Date.parse(dataset.createdAt)) await new Promise(setImmediate);
  }
});
afterAll(() => rm(folder, { recursive: true }));

describe('the datasets', () => {
  it('are listed newest first, page by page', async () => {
    const newestFirst = datasets.toReversed();
    expect(await listDatasets(store)).toEqual({ items: newestFirst, nextCursor: null });
    const first = await listDatasets(store, { limit: 2 });
    expect(first.items).toEqual(newestFirst.slice(0, 2));
    const second = await listDatasets(store, { limit: 2, after: first.nextCursor ?? '' });
    expect(second).toEqual({ items: newestFirst.slice(2), nextCursor: null });
  });

  it('have their images in order, and the original bytes of each', async () => {
    const [dataset] = datasets as [Dataset];
    expect(await getDataset(store, dataset.id)).toEqual(dataset);
    const images = await getDatasetImages(store, dataset.id);
    expect(images.map(({ file, class: label, width }) => [file, label, width])).toEqual([
      ['coat/0.png', 0, 20],
      ['dress/again.png', 1, 20],
      ['dress/shared.png', 1, 20],
    ]);
    for (const image of images) expect(await readOriginal(store, image)).toHaveLength(image.bytes);
    expect(dataset.bytes).toBe(images.reduce((sum, image) => sum + image.bytes, 0));
  });

  it('are not found by ids that are none, which never reach the store', async () => {
    for (const id of ['ds_000000000000000000000000', '../secrets', '', 'ds_', 'DS_000000000000000000000000']) {
      await expect(getDataset(store, id)).rejects.toMatchObject({ code: 'dataset_not_found' });
      await expect(getDatasetImages(store, id)).rejects.toMatchObject({ code: 'dataset_not_found' });
      await expect(deleteDataset(store, id)).rejects.toMatchObject({ code: 'dataset_not_found' });
    }
  });

  it('of earlier versions have composed names, and no notes', async () => {
    const [typed, fromMac] = ['Mäntel'.normalize('NFC'), 'Mäntel'.normalize('NFD')];
    const { notes: _, ...dataset } = datasets[0] as Dataset;
    const [image] = await getDatasetImages(store, dataset.id);
    const before = {
      dataset: { ...dataset, name: fromMac, classes: [{ name: fromMac, images: 1 }] },
      images: [{ ...image, file: `${fromMac}/1.png` }],
    };
    const old = new DiskStore(join(folder, 'old'));
    for (const [name, record] of Object.entries(before)) {
      await old.put(`datasets/${dataset.id}/${name}.json`, Buffer.from(JSON.stringify(record)));
    }
    expect(await getDataset(old, dataset.id)).toEqual({
      ...dataset,
      name: typed,
      classes: [{ name: typed, images: 1 }],
      notes: [],
    });
    expect(await getDatasetImages(old, dataset.id)).toEqual([{ ...image, file: `${typed}/1.png` }]);
  });

  it('have the same preview every time', async () => {
    const [{ id }] = datasets as [Dataset];
    const preview = await datasetPreview(store, id);
    expect(await datasetPreview(store, id)).toEqual(preview);
    expect(await sharp(preview).metadata()).toMatchObject({ width: 3 * 66 + 2, height: 68, channels: 3 });
  });

  it('can be deleted, and their originals with them, but for those that others have', async () => {
    const [first, ...others] = datasets as [Dataset, ...Dataset[]];
    const [own] = await getDatasetImages(store, first.id);
    await deleteDataset(store, first.id);
    await expect(getDataset(store, first.id)).rejects.toMatchObject({ code: 'dataset_not_found' });
    expect((await listDatasets(store)).items).toEqual(others.toReversed());
    await expect(readOriginal(store, own as NonNullable<typeof own>)).rejects.toThrow(/lost/);
    for (const { id } of others)
      for (const image of await getDatasetImages(store, id)) await readOriginal(store, image);
  });
});
