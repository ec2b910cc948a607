import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderGarment } from '../../scripts/sample-garments/index.js';
import { withinImageQuota } from '../../src/api/image-quota.js';
import type { Dataset } from '../../src/contracts/dataset.js';
import { listDatasets } from '../../src/datasets/catalogue.js';
import { deleteDataset } from '../../src/datasets/changes.js';
import { importDataset } from '../../src/datasets/import.js';
import { DiskStore } from '../../src/storage/disk-store.js';

let folder: string;
let store: DiskStore;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-quota-'));
  store = new DiskStore(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Imports dresses of these numbers, within a quota. */
function importDresses(numbers: readonly number[], limit: number | undefined) {
  async function* files() {
    for (const i of numbers) yield { path: `dress/${i}.jpg`, bytes: async () => await renderGarment('dress', i, 64) };
  }
  const workspace = { store, deleteDataset: ({ id }: Dataset) => deleteDataset(store, id) };
  return withinImageQuota(workspace, limit, () => importDataset(store, files(), { name: 'dresses' }));
}

describe('images stored', () => {
  it('are as many as the quota says, and those beyond it leave nothing behind', async () => {
    const { dataset } = await importDresses([1, 2, 3], 5);
    const before = await store.list('blobs');
    const refused = { code: 'quota_exceeded' };
    await expect(importDresses([4, 5, 6], 5)).rejects.toMatchObject(refused);
    expect(await store.list('blobs')).toEqual(before);
    expect((await listDatasets(store, { limit: 10 })).items.map(({ id }) => id)).toEqual([dataset.id]);
    await expect(importDresses([7, 8], 5)).resolves.toMatchObject({ created: true });
    await expect(importDresses([9], 5)).rejects.toMatchObject(refused);
    await expect(importDresses([9], undefined)).resolves.toMatchObject({ created: true });
  });
});
