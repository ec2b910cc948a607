import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/contracts/dataset.js';
import { storedBlobs } from '../../src/datasets/blobs.js';
import {
  findDataset,
  getDataset,
  getDatasetImages,
  readOriginal,
  removeManifest,
} from '../../src/datasets/catalogue.js';
import { deleteDataset, removeLeftovers } from '../../src/datasets/changes.js';
import { importDataset } from '../../src/datasets/import.js';
import type { SourceFile } from '../../src/datasets/source.js';
import type { ArtifactStore } from '../../src/storage/artifact-store.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { watchedCalls } from '../support/store-calls.js';
import { plainPhoto } from '../support/uploads.js';

let folder: string;
let store: DiskStore;
let photos: Buffer[];
beforeAll(async () => {
  photos = await Promise.all(['red', 'green', 'blue', 'white'].map((colour) => plainPhoto(colour)));
  folder = await mkdtemp(join(tmpdir(), 'atelier-changes-'));
  store = new DiskStore(folder);
});
afterAll(() => rm(folder, { recursive: true }));

/** Some of the photos as files; `onEnd` is awaited after the last, each time that they are gone through. */
function files(indices: readonly number[], onEnd: () => Promise<unknown> = async () => {}): AsyncIterable<SourceFile> {
  return {
    async *[Symbol.asyncIterator]() {
      for (const i of indices) yield { path: `dress/${i}.png`, bytes: async () => photos[i] as Buffer };
      await onEnd();
    },
  };
}

async function imported(indices: readonly number[]): Promise<Dataset> {
  return (await importDataset(store, files(indices), { name: indices.join() })).dataset;
}

async function stored(): Promise<string[]> {
  const found: string[] = [];
  for await (const sha256 of storedBlobs(store)) found.push(sha256);
  return found;
}

async function expectOriginals({ id, images }: Dataset): Promise<void> {
  const records = await getDatasetImages(store, id);
  expect(records).toHaveLength(images);
  for (const record of records) expect(await readOriginal(store, record)).toHaveLength(record.bytes);
}

/** The store as an import has it, with something that happens when it has claimed its photos. */
function onceClaimed(then: () => Promise<unknown>): ArtifactStore {
  let isClaimed = false;
  let isDone = false;
  return watchedCalls(store, async ({ name, key = '', isLocked }) => {
    if (key.includes('/claims/')) isClaimed = true;
    if (!isClaimed || isDone || isLocked || name !== 'size' || !key.startsWith('blobs/')) return;
    isDone = true;
    await then();
  });
}

describe('an import', () => {
  it('keeps photos that it shares with a dataset that is deleted meanwhile', async () => {
    const other = await imported([0, 1]);
    let deleted = false;
    const deleteOther = async () => {
      if (deleted) return;
      deleted = true;
      await deleteDataset(store, other.id);
      // The last photo may still be decoded.
      await expect.poll(stored).toHaveLength(1);
    };
    const { dataset } = await importDataset(store, files([0, 1, 2], deleteOther), { name: 'shares' });
    expect(deleted).toBe(true);
    await expectOriginals(dataset);
    await deleteDataset(store, dataset.id);
  });

  it('of more images for a dataset that is deleted meanwhile is refused, and leaves nothing', async () => {
    const parent = await imported([0, 1]);
    const source = files([2], () => deleteDataset(store, parent.id).catch(() => {}));
    const adding = importDataset(store, source, { name: 'more', parent: parent.id });
    await expect(adding).rejects.toMatchObject({ code: 'dataset_not_found' });
    expect(await stored()).toEqual([]);
  });

  it('keeps what it has claimed when that is deleted while it makes sure that all is there', async () => {
    const other = await imported([0, 1]);
    const claiming = onceClaimed(() => deleteDataset(store, other.id));
    const { dataset } = await importDataset(claiming, files([1, 2]), { name: 'claims' });
    await expect(getDataset(store, other.id)).rejects.toMatchObject({ code: 'dataset_not_found' });
    await expectOriginals(dataset);
    expect(await stored()).toHaveLength(2);
    await deleteDataset(store, dataset.id);
  });

  it('puts its photos there again where a clean-up takes it for dead', async () => {
    let removed = 0;
    const claiming = onceClaimed(async () => {
      removed = await removeLeftovers(store);
    });
    const { dataset } = await importDataset(claiming, files([0, 1]), { name: 'alive' });
    expect(removed).toBe(2);
    await expectOriginals(dataset);
    await deleteDataset(store, dataset.id);
  });

  it('that fails with its parent deleted meanwhile leaves nothing of the parent either', async () => {
    const parent = await imported([0, 1]);
    const claiming = onceClaimed(async () => {
      await deleteDataset(store, parent.id);
      throw new Error('the store is gone');
    });
    const adding = importDataset(claiming, files([2]), { name: 'more', parent: parent.id });
    await expect(adding).rejects.toThrow('the store is gone');
    expect(await stored()).toEqual([]);
    expect(await store.children('datasets')).toEqual([]);
  });

  it('keeps photos of a dataset whose deletion had already looked for what is in use', async () => {
    const other = await imported([0, 1]);
    let dataset: Dataset | undefined;
    let locks = 0;
    const deleting = watchedCalls(store, async ({ name }) => {
      // The dataset goes under the first lock, its photos under the second.
      if (name === 'exclusively' && ++locks === 2) dataset = await imported([1, 2]);
    });
    await deleteDataset(deleting, other.id);
    await expectOriginals(dataset as Dataset);
    expect(await stored()).toHaveLength(2);
    await deleteDataset(store, (dataset as unknown as Dataset).id);
  });

  it('of content that is imported and deleted at the same time is there or not, as a whole', async () => {
    const { id } = await imported([0, 1]);
    for (let round = 0; round < 10; round++) {
      await Promise.all([
        importDataset(store, files([0, 1]), { name: 'again' }),
        importDataset(store, files([1, 0]), { name: 'and again' }),
        deleteDataset(store, id).catch(() => {}),
      ]);
      const dataset = await findDataset(store, id);
      if (dataset) await expectOriginals(dataset);
      else expect(await stored()).toEqual([]);
    }
    await deleteDataset(store, id).catch(() => {});
    expect(await stored()).toEqual([]);
    expect(await store.children('datasets')).toEqual([]);
  });

  it('that fails leaves no photo but those that datasets have', async () => {
    const kept = await imported([0]);
    const failing = files([0, 1, 2], () => Promise.reject(new Error('the disk is gone')));
    await expect(importDataset(store, failing, { name: 'fails' })).rejects.toThrow('the disk is gone');
    expect(await stored()).toHaveLength(1);
    await expectOriginals(kept);
    await deleteDataset(store, kept.id);
  });

  it('that runs beside deletions of what it shares loses nothing', async () => {
    for (let round = 0; round < 10; round++) {
      const first = await imported([0, 1]);
      const [{ dataset }] = await Promise.all([
        importDataset(store, files([1, 2, 3]), { name: 'beside' }),
        deleteDataset(store, first.id),
      ]);
      await expectOriginals(dataset);
      await deleteDataset(store, dataset.id);
      expect(await stored()).toEqual([]);
    }
  });
});

describe('leftovers', () => {
  it('of a deletion and of an import that were killed go with the next clean-up', async () => {
    const kept = await imported([0]);
    await removeManifest(store, await imported([0, 1]));
    await store.put(`blobs/ff/ff${'0'.repeat(62)}`, Buffer.from('of an import that was killed'));
    expect(await removeLeftovers(store)).toBe(2);
    expect(await store.children('datasets')).toEqual([kept.id]);
    await expectOriginals(kept);
  });
});

describe('what is done exclusively', () => {
  it('is done by one at a time', async () => {
    let inside = 0;
    const most = await Promise.all(
      Array.from({ length: 8 }, () =>
        store.exclusively('test', async () => {
          const now = ++inside;
          await new Promise(setImmediate);
          inside--;
          return now;
        }),
      ),
    );
    expect(Math.max(...most)).toBe(1);
  });

  it('is not held up by a process that died', { timeout: 30_000 }, async () => {
    const lock = join(folder, 'locks/dead');
    await mkdir(lock, { recursive: true });
    await writeFile(join(lock, 'of-a-dead-process 7'), '');
    expect(await store.exclusively('dead', async () => 'done')).toBe('done');
  });
});
