import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeSampleGarments } from '../../scripts/sample-garments/index.js';
import type { Dataset } from '../../src/contracts/dataset.js';
import { folderFiles } from '../../src/datasets/folder-source.js';
import { importDataset } from '../../src/datasets/import.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { say } from './verdict.js';

/** A dataset in a store of its own, which goes with the benchmark. */
export interface BenchDataset {
  /** The photos as an ImageFolder. */
  readonly images: string;
  readonly dataset: Dataset;
  readonly folders: { readonly store: string; readonly cache: string };
  remove(): Promise<void>;
}

/**
 * Imports photos for a benchmark.
 * @param images an ImageFolder; sample garments are drawn where there is none
 * @param count how many to draw
 */
export async function benchDataset(images: string | undefined, count: number): Promise<BenchDataset> {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-bench-'));
  const photos = images ? resolve(images) : join(folder, 'images');
  if (!images) {
    say(`drawing ${count} sample garments`);
    await writeSampleGarments(photos, { count, seed: 999 });
  }
  const store = new DiskStore(join(folder, 'store'));
  const { dataset } = await importDataset(store, folderFiles(photos), { name: 'bench' });
  return {
    images: photos,
    dataset,
    folders: { store: store.root, cache: join(folder, 'cache') },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
