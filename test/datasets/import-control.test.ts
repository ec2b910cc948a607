import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listDatasets } from '../../src/datasets/catalogue.js';
import { importDataset } from '../../src/datasets/import.js';
import type { SourceFile } from '../../src/datasets/source.js';
import { DiskStore } from '../../src/storage/disk-store.js';

let folder: string;
let store: DiskStore;
let photos: Buffer[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-import-'));
  store = new DiskStore(folder);
  const colours = Array.from({ length: 12 }, (_, i) => `hsl(${i * 30}, 50%, 50%)`);
  photos = await Promise.all(
    colours.map((background) =>
      sharp({ create: { width: 30, height: 40, channels: 3, background } })
        .jpeg()
        .toBuffer(),
    ),
  );
});
afterAll(() => rm(folder, { recursive: true }));

/** The photos as files; `onRead` hears of each before it is read. */
async function* files(onRead: (index: number) => void = () => {}): AsyncIterable<SourceFile> {
  for (const [i, photo] of photos.entries()) {
    yield {
      path: `dress/${i}.jpg`,
      bytes: async () => {
        onRead(i);
        return photo;
      },
    };
  }
}

describe('an import', () => {
  it('that is aborted, or whose source fails, makes no dataset', async () => {
    const abort = new AbortController();
    const source = files((i) => i === 5 && abort.abort(new Error('stop')));
    await expect(importDataset(store, source, { name: 'aborted', signal: abort.signal })).rejects.toThrow('stop');
    const failing = files((i) => {
      if (i === 5) throw new Error('the disk is gone');
    });
    await expect(importDataset(store, failing, { name: 'failed' })).rejects.toThrow('the disk is gone');
    expect((await listDatasets(store)).items).toEqual([]);
  });

  it('reads hardly further ahead than it inspects, and tells how far it is', async () => {
    let read = 0;
    let furthestAhead = 0;
    const progress: number[] = [];
    const source = files(() => {
      read++;
      furthestAhead = Math.max(furthestAhead, read - progress.length);
    });
    const { dataset } = await importDataset(store, source, {
      name: 'all',
      concurrency: 3,
      onProgress: (done) => progress.push(done),
    });
    expect(dataset).toMatchObject({ name: 'all', images: photos.length, rejected: [] });
    expect(progress).toEqual(photos.map((_, i) => i + 1));
    expect(furthestAhead).toBeLessThanOrEqual(4);
  });

  it('gives the same dataset for files of one path in either order', async () => {
    const [a, b] = photos as [Buffer, Buffer];
    async function* twice(...contents: Buffer[]): AsyncIterable<SourceFile> {
      for (const content of contents) yield { path: 'coat/same.jpg', bytes: async () => content };
    }
    const first = await importDataset(store, twice(a, b), { name: 'one' });
    const second = await importDataset(store, twice(b, a), { name: 'other' });
    expect(first).toMatchObject({ created: true, dataset: { images: 2 } });
    expect(second).toEqual({ created: false, dataset: first.dataset });
  });

  it('says why nothing is left, with the first few reasons', async () => {
    async function* texts(): AsyncIterable<SourceFile> {
      for (let i = 0; i < 5; i++) yield { path: `${i}.txt`, bytes: async () => Buffer.from('text') };
    }
    await expect(importDataset(store, texts(), { name: 'texts' })).rejects.toMatchObject({
      code: 'dataset_empty',
      message: expect.stringMatching(/^None of its 5 files .*0\.txt: not an image.*2\.txt.*, and 2 more/),
    });
  });
});
