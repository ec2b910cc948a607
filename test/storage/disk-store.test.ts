import { readlinkSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DiskStore } from '../../src/storage/disk-store.js';

let folder: string;
let synced: Set<string>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-disk-'));
  synced = new Set();
  const handle = await open(folder);
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const { sync } = prototype;
  vi.spyOn(prototype, 'sync').mockImplementation(async function (this: FileHandle) {
    synced.add(readlinkSync(`/proc/self/fd/${this.fd}`));
    await sync.call(this);
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

it('syncs every folder that has a new entry, so that no object is lost with a folder above it', async () => {
  const store = new DiskStore(join(folder, 'data/store'));
  await store.put('jobs/a/samples/1.png', Buffer.from('1'));
  const above = ['', 'data', 'data/store', 'data/store/jobs', 'data/store/jobs/a', 'data/store/jobs/a/samples'];
  expect([...synced].sort()).toEqual(above.map((path) => join(folder, path)));

  synced.clear();
  await store.put('jobs/a/samples/2.png', Buffer.from('2'));
  expect([...synced]).toEqual([join(folder, 'data/store/jobs/a/samples')]);

  synced.clear();
  await store.putNew('jobs/b/job.json', Buffer.from('{}'));
  expect([...synced].sort()).toEqual(['data/store/jobs', 'data/store/jobs/b'].map((path) => join(folder, path)));
});
