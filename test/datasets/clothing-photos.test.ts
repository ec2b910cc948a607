import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { folderFiles } from '../../src/datasets/folder-source.js';
import { importDataset } from '../../src/datasets/import.js';
import { prepareDataset } from '../../src/datasets/prepare.js';
import { datasetPreview } from '../../src/images/preview.js';
import { DiskStore } from '../../src/storage/disk-store.js';

const photos = join(import.meta.dirname, '../../../shared/datasets/clothing-small/validation');

it('real clothing photos are imported, prepared and shown without a loss', async (context) => {
  context.skip(!existsSync(photos), 'the clothing photos are not on this machine');
  const folder = await mkdtemp(join(tmpdir(), 'atelier-photos-'));
  try {
    const store = new DiskStore(join(folder, 'store'));
    const { dataset } = await importDataset(store, folderFiles(photos), { name: 'clothing' });
    expect(dataset).toMatchObject({ images: 341, rejected: [] });
    expect(dataset.classes.map(({ name }) => name)).toEqual(
      ['dress', 'hat', 'longsleeve', 'outwear', 'pants', 'shirt', 'shoes', 'shorts', 'skirt', 't-shirt'], // as ImageFolder
    );
    const options = { store, cacheFolder: join(folder, 'cache'), dataset: dataset.id, imageSize: 64, workers: 2 };
    const prepared = await prepareDataset({ ...options, nc: 3 });
    expect(prepared.images).toBe(341);
    const batch = await prepared.readImages([0, 170, 340]);
    for (const i of [0, 1, 2]) {
      const image = batch.subarray(i * prepared.imageBytes, (i + 1) * prepared.imageBytes);
      // A photo is neither of one colour nor cut off half-way, which would be grey.
      expect(new Set(image).size).toBeGreaterThan(20);
      expect(new Set(image.subarray(image.length / 2)).size).toBeGreaterThan(20);
    }
    await prepared.close();
    expect(await sharp(await datasetPreview(store, dataset.id)).metadata()).toMatchObject({ width: 530, height: 530 });
  } finally {
    await rm(folder, { recursive: true });
  }
});
