import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ArtifactStore } from '../../src/storage/artifact-store.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { watched } from '../../src/storage/watched-store.js';

let folder: string;
let store: ArtifactStore;
let failures: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-watched-'));
  // A file where the store wants a folder: nothing below it can be written or removed.
  await writeFile(join(folder, 'taken'), '');
  store = watched(new DiskStore(folder), (operation) => failures.push(operation));
});

afterAll(() => rm(folder, { recursive: true }));

it('tells of operations that fail, by their names, and lets their callers fail', async () => {
  failures = [];
  await expect(store.put('taken/a', Buffer.from('1'))).rejects.toThrow('EEXIST');
  // A folder is no object: it can't be replaced by one.
  await store.put('folder/a', Buffer.from('1'));
  await expect(store.put('folder', Buffer.from('1'))).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
  expect(failures).toEqual(['put', 'put']);
});

it('tells nothing of what succeeds, of what is not there, and of keys that are none', async () => {
  failures = [];
  await store.put('a/b', Buffer.from('1'));
  expect(await store.putNew('a/b', Buffer.from('2'))).toBe(false);
  expect(await store.get('a/b')).toEqual(Buffer.from('1'));
  expect(await store.get('a/c')).toBeUndefined();
  await expect(store.get('../a')).rejects.toThrow(TypeError);
  await expect(store.exclusively('lock', () => Promise.reject(new Error('its own')))).rejects.toThrow('its own');
  expect(failures).toEqual([]);
});
