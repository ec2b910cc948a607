import { mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/contracts/dataset.js';
import { blobKey } from '../../src/datasets/blobs.js';
import { getDatasetImages } from '../../src/datasets/catalogue.js';
import { decodeImage } from '../../src/datasets/decode.js';
import { DecoderPool } from '../../src/datasets/decoder-pool.js';
import { importDataset } from '../../src/datasets/import.js';
import { type PrepareOptions, prepareDataset } from '../../src/datasets/prepare.js';
import type { SourceFile } from '../../src/datasets/source.js';
import { zipFiles } from '../../src/datasets/zip-source.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { garmentZip } from '../support/garment-photos.js';

const IMAGES = 12;
let folder: string;
let cacheFolder: string;
let store: DiskStore;
let dataset: Dataset;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-prepare-'));
  store = new DiskStore(join(folder, 'store'));
  await writeFile(join(folder, 'upload.zip'), await garmentZip(IMAGES));
  ({ dataset } = await importDataset(store, zipFiles(join(folder, 'upload.zip')), { name: 'garments' }));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  cacheFolder = await mkdtemp(join(folder, 'cache-'));
});

const prepare = (options: Partial<PrepareOptions> = {}) =>
  prepareDataset({ store, cacheFolder, dataset: dataset.id, imageSize: 32, nc: 3, workers: 2, ...options });
const cacheFile = () => join(cacheFolder, `${dataset.id}-32x3.u8`);

/** Prepares and closes; how many images had to be decoded. */
async function decoded(options: Partial<PrepareOptions> = {}): Promise<number> {
  const seen: number[] = [];
  await (await prepare({ ...options, onProgress: (done) => seen.push(done) })).close();
  return seen[0] === 1 ? seen.length : 0;
}

describe('preparing a dataset', () => {
  it('decodes every image once, and finds the file made before', async () => {
    expect(await decoded()).toBe(IMAGES);
    expect(await decoded()).toBe(0);
    expect(await decoded({ nc: 1 })).toBe(IMAGES);
    expect((await readdir(cacheFolder)).sort()).toEqual([`${dataset.id}-32x1.u8`, `${dataset.id}-32x3.u8`]);
  });

  it('gives every image its class', async () => {
    const prepared = await prepare();
    expect([...prepared.labels]).toEqual((await getDatasetImages(store, dataset.id)).map((image) => image.class));
    expect(prepared).toMatchObject({ images: IMAGES, imageBytes: 32 * 32 * 3 });
    await prepared.close();
  });

  it('has HEIC photos, and no others, decoded in the processes that it is given, to the same pixels', async () => {
    const heic = await readFile(join(import.meta.dirname, '../fixtures/heic/plain.heic'));
    const jpeg = await readFile(join(import.meta.dirname, '../fixtures/images/rgb-96x128.jpg'));
    async function* photos(): AsyncIterable<SourceFile> {
      yield { path: 'dress/1.heic', bytes: async () => heic };
      yield { path: 'dress/2.jpg', bytes: async () => jpeg };
    }
    const { dataset: mixed } = await importDataset(store, photos(), { name: 'of a telephone' });
    const pool = new DecoderPool({ entry: new URL('../../dist/src/decoder.js', import.meta.url), processes: 1 });
    const asked: Buffer[] = [];
    const decoder: PrepareOptions['decoder'] = {
      pixels: (bytes, options) => {
        asked.push(bytes);
        return pool.pixels(bytes, options);
      },
    };
    const prepared = await prepare({ dataset: mixed.id, decoder });
    const here = await Promise.all([heic, jpeg].map((bytes) => decodeImage(bytes, { imageSize: 32, nc: 3 })));
    expect(Buffer.from(await prepared.readImages([0, 1]))).toEqual(Buffer.concat(here));
    expect(asked).toEqual([heic]);
    await prepared.close();
    await pool.close();
  });

  it('makes a damaged, cut off or foreign file anew', async () => {
    await decoded();
    const whole = await readFile(cacheFile());
    const flipped = Buffer.from(whole);
    flipped.writeUInt8(flipped.readUInt8(whole.length - 7) ^ 1, whole.length - 7);
    for (const damaged of [flipped, whole.subarray(0, -1), Buffer.concat([whole, whole]), Buffer.from('else')]) {
      await writeFile(cacheFile(), damaged);
      expect(await decoded()).toBe(IMAGES);
      expect((await readFile(cacheFile())).equals(whole)).toBe(true);
    }
  });

  it('leaves nothing behind when it is aborted', async () => {
    const abort = new AbortController();
    const aborted = prepare({
      signal: abort.signal,
      onProgress: (done) => done === 3 && abort.abort(new Error('stop')),
    });
    await expect(aborted).rejects.toThrow('stop');
    expect(await readdir(cacheFolder)).toEqual([]);
    await expect(prepare({ signal: abort.signal })).rejects.toThrow('stop');
    expect(await decoded()).toBe(IMAGES);
  });

  it('works beside another preparation of the same', async () => {
    const all = await Promise.all([prepare(), prepare({ workers: 1 }), prepare({ workers: 0 })]);
    const [first, ...others] = await Promise.all(all.map((prepared) => prepared.readImages([0, 5, IMAGES - 1])));
    for (const other of others) expect(other).toEqual(first);
    await Promise.all(all.map((prepared) => prepared.close()));
    expect(await readdir(cacheFolder)).toHaveLength(1);
  });

  it('removes what a killed process left, but not what another is writing', async () => {
    await mkdir(cacheFolder, { recursive: true });
    const [abandoned, active] = ['abandoned', 'active'].map((name) => join(cacheFolder, `x.u8.pending-${name}`));
    for (const path of [abandoned, active]) await writeFile(path as string, 'half');
    const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000);
    await utimes(abandoned as string, yesterday, yesterday);
    await decoded();
    expect((await readdir(cacheFolder)).filter((name) => name.includes('pending'))).toEqual(['x.u8.pending-active']);
  });

  it('names the image that the store has lost or damaged', async () => {
    const [image] = await getDatasetImages(store, dataset.id);
    const key = blobKey(image?.sha256 as string);
    const bytes = (await store.get(key)) as Buffer;
    for (const length of [300, bytes.length - 200]) {
      await store.put(key, bytes.subarray(0, length));
      await expect(prepare()).rejects.toThrow(`${image?.file} cannot be decoded`);
    }
    await store.remove(key);
    await expect(prepare()).rejects.toThrow(`the store has lost ${image?.file}`);
    await store.put(key, bytes);
    expect(await readdir(cacheFolder)).toEqual([]);
  });

  it('needs a dataset', async () => {
    await expect(prepare({ dataset: 'ds_000000000000000000000000' })).rejects.toMatchObject({
      code: 'dataset_not_found',
    });
  });
});

describe('a prepared dataset', () => {
  it('reads images in any order, also into a given array', async () => {
    const prepared = await prepare();
    const all = await prepared.readImages(Array.from({ length: IMAGES }, (_, i) => i));
    const image = (i: number) => all.subarray(i * prepared.imageBytes, (i + 1) * prepared.imageBytes);
    const into = new Uint8Array(4 * prepared.imageBytes);
    const some = await prepared.readImages(Uint32Array.of(7, 0, 7), into);
    expect(some).toEqual(new Uint8Array([...image(7), ...image(0), ...image(7)]));
    expect(some.buffer).toBe(into.buffer);
    await prepared.close();
  });

  it('refuses indices that are none of its images, and notices a file that is cut while it is read', async () => {
    const prepared = await prepare();
    await expect(prepared.readImages([0, IMAGES])).rejects.toThrow(RangeError);
    await expect(prepared.readImages([-1])).rejects.toThrow(RangeError);
    await truncate(cacheFile(), 5000);
    await expect(prepared.readImages([IMAGES - 1])).rejects.toThrow(/cut short/);
    await prepared.close();
  });
});
