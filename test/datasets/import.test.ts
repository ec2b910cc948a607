import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BatchReader } from '../../src/datasets/batch-reader.js';
import { batchIndices, epochOrder, stepsPerEpoch } from '../../src/datasets/batches.js';
import { decodeImage } from '../../src/datasets/decode.js';
import { importDataset } from '../../src/datasets/import.js';
import { prepareDataset } from '../../src/datasets/prepare.js';
import type { SourceFile } from '../../src/datasets/source.js';
import { zipFiles } from '../../src/datasets/zip-source.js';
import { zipOf } from '../../src/images/zip.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { garmentZip } from '../support/garment-photos.js';

let folder: string;
let store: DiskStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-datasets-'));
  store = new DiskStore(join(folder, 'store'));
});
afterAll(() => rm(folder, { recursive: true }));

const colour = (background: { r: number; g: number; b: number; alpha: number }, channels: 3 | 4 = 3) =>
  sharp({ create: { width: 80, height: 100, channels, background } });

async function* filesOf(files: Record<string, Buffer>): AsyncIterable<SourceFile> {
  for (const [path, bytes] of Object.entries(files)) yield { path, bytes: async () => bytes };
}

async function importZip(bytes: Buffer) {
  const path = join(folder, 'upload.zip');
  await writeFile(path, bytes);
  return await importDataset(store, zipFiles(path), { name: 'test' });
}

describe('an import', () => {
  it('gives equal content the same id, whatever the order of its files', async () => {
    const red = await colour({ r: 200, g: 0, b: 0, alpha: 1 }).jpeg().toBuffer();
    const blue = await colour({ r: 0, g: 0, b: 200, alpha: 1 }).png().toBuffer();
    const first = await importDataset(store, filesOf({ 'x/dress/1.jpg': red, 'x/shoe/2.png': blue }), {
      name: 'first',
    });
    const again = await importDataset(store, filesOf({ 'x/shoe/2.png': blue, 'x/dress/1.jpg': red }), {
      name: 'again',
    });
    expect(first.created).toBe(true);
    expect(again).toEqual({ created: false, dataset: first.dataset });
    expect(first.dataset.classes.map(({ name }) => name)).toEqual(['dress', 'shoe']);
  });

  it('lists bad files with a reason and keeps the good ones', async () => {
    const good = await colour({ r: 9, g: 9, b: 9, alpha: 1 }).jpeg().toBuffer();
    const { dataset } = await importDataset(
      store,
      filesOf({
        'dress/good.jpg': good,
        'dress/cut.jpg': good.subarray(0, good.length / 2),
        'dress/text.png': Buffer.from('hello'),
        'dress/drawing.png': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
        'dress/empty.jpg': Buffer.alloc(0),
      }),
      { name: 'mixed' },
    );
    expect(dataset.images).toBe(1);
    expect(dataset.rejected.map(({ file }) => file).sort()).toEqual([
      'dress/cut.jpg',
      'dress/drawing.png',
      'dress/empty.jpg',
      'dress/text.png',
    ]);
    for (const { reason } of dataset.rejected) expect(reason).not.toBe('');
  });

  it('fails only if nothing is left', async () => {
    const files = filesOf({ 'dress/text.png': Buffer.from('hello') });
    await expect(importDataset(store, files, { name: 'none' })).rejects.toMatchObject({ code: 'dataset_empty' });
  });
});

describe('a zip', () => {
  it.each(['../up.jpg', '/absolute.jpg', 'a/../../up.jpg'])('with an entry %s is refused', async (name) => {
    // yazl refuses such names, so one of equal length is put in their place.
    const placeholder = 'x'.repeat(name.length);
    const zip = await zipOf([{ name: placeholder, bytes: Buffer.from('bytes') }]);
    const hostile = Buffer.from(zip.toString('latin1').replaceAll(placeholder, name), 'latin1');
    await expect(importZip(hostile)).rejects.toMatchObject({ code: 'archive_invalid' });
  });

  it('that is damaged is refused', async () => {
    const zip = await garmentZip(4);
    await expect(importZip(zip.subarray(0, zip.length - 30))).rejects.toMatchObject({ code: 'archive_invalid' });
  });
});

describe('decoding', () => {
  it('puts transparent pixels on white', async () => {
    const clear = await colour({ r: 0, g: 0, b: 0, alpha: 0 }, 4).png().toBuffer();
    const pixels = await decodeImage(clear, { imageSize: 64, nc: 3 });
    expect(pixels.every((level) => level === 255)).toBe(true);
    expect(pixels).toHaveLength(64 * 64 * 3);
  });

  it('makes grey images of one channel', async () => {
    const grey = await colour({ r: 100, g: 100, b: 100, alpha: 1 }).jpeg({ quality: 100 }).toBuffer();
    const pixels = await decodeImage(grey, { imageSize: 32, nc: 1 });
    expect(pixels).toHaveLength(32 * 32);
    expect(pixels.every((level) => Math.abs(level - 100) <= 1)).toBe(true);
  });
});

describe('a prepared dataset', () => {
  it('is the same however many images are decoded at a time, and gives each image once an epoch', async () => {
    const { dataset } = await importZip(await garmentZip(21));
    const prepare = (cache: string, workers: number) =>
      prepareDataset({ store, cacheFolder: join(folder, cache), dataset: dataset.id, imageSize: 32, nc: 3, workers });
    const [one, four] = [await prepare('one', 1), await prepare('four', 4)];
    const everything = Array.from({ length: 21 }, (_, i) => i);
    expect(Buffer.from(await four.readImages(everything)).equals(Buffer.from(await one.readImages(everything)))).toBe(
      true,
    );

    const batches = new BatchReader(one, 8, 999);
    expect(batches.stepsPerEpoch).toBe(3);
    const parts = await Promise.all([0, 1, 2].map((step) => batches.read(step)));
    expect(parts.map(({ batch }) => batch)).toEqual([8, 8, 5]);
    expect(parts.map(({ bytes }) => bytes.length / one.imageBytes)).toEqual([8, 8, 5]);
    const order = epochOrder(21, 999, 0);
    const labels = parts.flatMap((part) => [...part.labels]);
    expect(labels).toEqual([...order].map((image) => one.labels[image]));
    expect(new Set(labels)).toEqual(new Set([0, 1]));
    await one.close();
    await four.close();
  });

  it('is shuffled anew each epoch, the same way for the same seed', () => {
    const order = epochOrder(100, 999, 0);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(epochOrder(100, 999, 0)).toEqual(order);
    expect(epochOrder(100, 999, 1)).not.toEqual(order);
    expect(epochOrder(100, 998, 0)).not.toEqual(order);
    expect(stepsPerEpoch(100, 32)).toBe(4);
    expect([...batchIndices(order, 32, 3)]).toEqual([...order.subarray(96)]);
  });
});
