import { channel } from 'node:diagnostics_channel';
import { mkdtemp, rm } from 'node:fs/promises';
import type { ClientRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedBlobs } from '../../src/datasets/blobs.js';
import { deleteDataset, removeLeftovers } from '../../src/datasets/changes.js';
import { importDataset } from '../../src/datasets/import.js';
import type { SourceFile } from '../../src/datasets/source.js';
import type { ArtifactStore } from '../../src/storage/artifact-store.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { S3Store } from '../../src/storage/s3-store.js';
import { type S3Server, startS3 } from '../support/s3-server.js';
import { watchedCalls } from '../support/store-calls.js';
import { plainPhoto } from '../support/uploads.js';

let folder: string;
let s3: S3Server;
let photos: Buffer[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-lock-'));
  s3 = await startS3();
  photos = await Promise.all(Array.from({ length: 40 }, (_, i) => plainPhoto(`rgb(${5 * i}, 0, ${255 - 5 * i})`)));
});
afterAll(async () => {
  await s3?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function* files(from: number, to: number): AsyncGenerator<SourceFile> {
  for (let i = from; i < to; i++) yield { path: `dress/${i}.png`, bytes: async () => photos[i] as Buffer };
}

const source = (from: number, to: number) => ({ [Symbol.asyncIterator]: () => files(from, to) });

/** Counts calls of a store on disk while its lock is held. */
function countedDisk(): { store: ArtifactStore; held: () => number } {
  let held = 0;
  const store = watchedCalls(new DiskStore(join(folder, 'store')), ({ isLocked }) => {
    if (isLocked) held++;
  });
  return { store, held: () => held };
}

/** Counts requests to S3 while the store's lock is held, but for those of the lock itself. */
function countedS3(): { store: ArtifactStore; held: () => number } {
  let held = 0;
  let isLocked = false;
  const store = watchedCalls(new S3Store(s3.location('store')), (call) => {
    ({ isLocked } = call);
  });
  channel('http.client.request.start').subscribe((message) => {
    const { path } = (message as { request: ClientRequest }).request;
    if (isLocked && !path.includes('/locks/')) held++;
  });
  return { store, held: () => held };
}

describe.each([
  ['disk', countedDisk],
  ['S3', countedS3],
])('the lock of a store (%s)', (_kind, counted) => {
  /** What the lock is held for while datasets of so many images come, share, fail and go. */
  async function requestsUnderLock(count: number): Promise<number[]> {
    const { store, held } = counted();
    let before = 0;
    const since = () => {
      const requests = held() - before;
      before = held();
      return requests;
    };
    const { dataset } = await importDataset(store, source(0, count), { name: 'first' });
    const imported = since();
    const more = await importDataset(store, source(count, 2 * count), { name: 'more', parent: dataset.id });
    const added = since();
    await deleteDataset(store, dataset.id);
    const shared = since();
    await deleteDataset(store, more.dataset.id);
    const deleted = since();
    const failing = async function* () {
      yield* files(0, count);
      throw new Error('the disk is gone');
    };
    await expect(importDataset(store, failing(), { name: 'fails' })).rejects.toThrow('the disk is gone');
    const failed = since();
    await removeLeftovers(store);
    for await (const sha256 of storedBlobs(store)) throw new Error(`${sha256} was left`);
    return [imported, added, shared, deleted, failed, since()];
  }

  it('is held for as many requests whatever the size of the dataset', { timeout: 120_000 }, async () => {
    const few = await requestsUnderLock(2);
    expect(await requestsUnderLock(20)).toEqual(few);
    expect(Math.min(...few.slice(0, 5))).toBeGreaterThan(0);
    expect(Math.max(...few)).toBeLessThan(20);
  });
});
