import { access, mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Dataset } from '../../src/contracts/dataset.js';
import { findDataset } from '../../src/datasets/catalogue.js';
import { deleteDataset } from '../../src/datasets/changes.js';
import { importDataset } from '../../src/datasets/import.js';
import { type PrepareOptions, prepareDataset } from '../../src/datasets/prepare.js';
import type { PreparedDataset } from '../../src/datasets/prepared-dataset.js';
import { IN_USE_MS, makeRoom, removeDeleted } from '../../src/datasets/prepared-files.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { cacheOf, storeOf } from '../../src/storage/workspace-store.js';
import { plainPhoto } from '../support/uploads.js';

/** Bytes of a prepared dataset of one image of 32×32 in colour. */
const SIZE = 4096 + 32 * 32 * 3;

let folder: string;
let store: DiskStore;
let cache: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-prepared-'));
  store = new DiskStore(join(folder, 'store'));
  cache = join(folder, 'cache');
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

async function imported(colour: string, workspace = 'default'): Promise<Dataset> {
  const bytes = await plainPhoto(colour);
  const files = async function* () {
    yield { path: `dress/${colour}.png`, bytes: async () => bytes };
  };
  return (await importDataset(storeOf(store, workspace), files(), { name: colour })).dataset;
}

async function prepared(
  { id }: Dataset,
  limit: number,
  { workspace = 'default', ...more }: Partial<PrepareOptions> & { workspace?: string } = {},
): Promise<PreparedDataset> {
  return await prepareDataset({
    store: storeOf(store, workspace),
    cacheFolder: cacheOf(cache, workspace),
    cacheLimit: { folder: cache, bytes: limit },
    dataset: id,
    imageSize: 32,
    nc: 3,
    workers: 1,
    ...more,
  });
}

const pathOf = ({ id }: Dataset, workspace = 'default') => join(cacheOf(cache, workspace), `${id}-32x3.u8`);

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

/** Makes a file one that nobody has used for so many minutes. */
async function age(path: string, minutes: number): Promise<void> {
  const then = new Date(Date.now() - minutes * 60_000);
  await utimes(path, then, then);
}

describe('prepared datasets beyond the limit', () => {
  it('make way by when they were last used, those of other workspaces too', async () => {
    const [a, b, c] = [await imported('red'), await imported('green', 'other'), await imported('blue')];
    await (await prepared(a, 2 * SIZE)).close();
    await (await prepared(b, 2 * SIZE, { workspace: 'other' })).close();
    expect((await stat(pathOf(a))).size).toBe(SIZE);
    // The older file is the one that was used last.
    await age(pathOf(a), 60);
    await age(pathOf(b, 'other'), 30);
    await (await prepared(a, 2 * SIZE)).close();
    await (await prepared(c, 2 * SIZE)).close();
    expect(await isThere(pathOf(a))).toBe(true);
    expect(await isThere(pathOf(b, 'other'))).toBe(false);
    expect(await isThere(pathOf(c))).toBe(true);
  });

  it('make way before the new one is written, which counts with its full size', async () => {
    const [a, b] = [await imported('red'), await imported('green')];
    await (await prepared(a, SIZE)).close();
    await age(pathOf(a), 60);
    await store.remove('blobs');
    await expect(prepared(b, SIZE)).rejects.toThrow('the store has lost');
    expect(await readdir(cache)).toEqual([]);
  });

  it('stay while they are in use, however long', async () => {
    const [a, b] = [await imported('red'), await imported('green')];
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const used = await prepared(a, SIZE);
    await age(pathOf(a), 60);
    vi.advanceTimersByTime(IN_USE_MS);
    vi.useRealTimers();
    await expect.poll(async () => Date.now() - (await stat(pathOf(a))).mtimeMs).toBeLessThan(IN_USE_MS);
    await (await prepared(b, SIZE)).close();
    expect(await isThere(pathOf(a))).toBe(true);
    expect(await isThere(pathOf(b))).toBe(true);
    expect(await used.readImages([0])).toHaveLength(32 * 32 * 3);
    await used.close();
  });

  it('make way when the limit is lowered, but for those being written', async () => {
    const a = await imported('red');
    await (await prepared(a, SIZE)).close();
    await age(pathOf(a), 60);
    const pending = `${pathOf(a)}.pending-0`;
    await writeFile(pending, 'half');
    await age(pending, 30);
    await makeRoom({ folder: cache, bytes: 1 });
    expect(await readdir(cache)).toEqual([`${a.id}-32x3.u8.pending-0`]);
  });
});

describe('prepared pixels of deleted datasets', () => {
  it('go from every machine of a store, in every workspace and size, and nothing else does', async () => {
    const [kept, deleted] = [await imported('red'), await imported('green')];
    // The same content is another dataset in another workspace.
    const others = await imported('green', 'other');
    expect(others.id).toBe(deleted.id);
    const machines = ['one', 'two'].map((name) => join(folder, name));
    for (const cacheFolder of machines) {
      for (const imageSize of [32, 64] as const) {
        await (await prepared(kept, 1e9, { cacheFolder, imageSize })).close();
        await (await prepared(deleted, 1e9, { cacheFolder, imageSize })).close();
      }
      await writeFile(join(cacheFolder, `${deleted.id}-32x3.u8.pending-of-a-dead-process`), 'half');
      await (await prepared(others, 1e9, { workspace: 'other', cacheFolder: cacheOf(cacheFolder, 'other') })).close();
      await mkdir(join(cacheFolder, 'tuning'));
      await writeFile(join(cacheFolder, 'tuning/cpu.json'), '{}');
    }
    await deleteDataset(store, deleted.id);
    const exists = async (dataset: string, workspace: string) =>
      (await findDataset(storeOf(store, workspace), dataset)) !== undefined;
    for (const cacheFolder of machines) {
      expect(await removeDeleted(cacheFolder, exists)).toEqual([deleted.id]);
      expect((await readdir(cacheFolder)).sort()).toEqual(
        [`${kept.id}-32x3.u8`, `${kept.id}-64x3.u8`, 'tuning', 'workspaces'].sort(),
      );
      expect(await readdir(cacheOf(cacheFolder, 'other'))).toEqual([`${others.id}-32x3.u8`]);
      expect(await removeDeleted(cacheFolder, exists)).toEqual([]);
    }
  });
});
