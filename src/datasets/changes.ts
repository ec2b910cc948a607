/**
 * Where datasets come to be and go, and their originals with them. Datasets share originals, so these changes are made
 * one at a time, by whichever process: an import puts its files into the store without a lock, and makes sure under it
 * that all are still there.
 */
import pMap from 'p-map';
import type { Dataset, DatasetImage, DatasetReport } from '../contracts/dataset.js';
import { AtelierError } from '../errors.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import { blobKey, putBlob, sha256Of, storedBlobs } from './blobs.js';
import {
  findDataset,
  getDataset,
  imageRecords,
  recordedIds,
  removeImageRecords,
  removeManifest,
  writeRecords,
} from './catalogue.js';
import type { SourceFile } from './source.js';

const LOCK = 'datasets';

/** Looks at files in the store at once. */
const CONCURRENCY = 8;

/**
 * Adds a dataset whose originals were put into the store, unless there is one of that content.
 *
 * @param files where originals come from that were removed meanwhile, with a dataset that had them too
 * @throws AtelierError `dataset_not_found` if some are not in there either: those of the parent
 */
export async function addDataset(
  store: ArtifactStore,
  records: { readonly dataset: Dataset; readonly images: DatasetImage[]; readonly report: DatasetReport },
  files: AsyncIterable<SourceFile>,
): Promise<{ dataset: Dataset; created: boolean }> {
  return await store.exclusively(LOCK, async (lost) => {
    const existing = await findDataset(store, records.dataset.id);
    if (existing !== undefined) return { dataset: existing, created: false };
    await restoreOriginals(store, records.images, files);
    lost.throwIfAborted();
    await writeRecords(store, records);
    return { dataset: records.dataset, created: true };
  });
}

/**
 * Removes a dataset, and its originals but for those that other datasets have too. It is no more from the start, so that
 * one that is cut off leaves nothing to be seen; what it leaves goes with `removeLeftovers`.
 *
 * @throws AtelierError `dataset_not_found`
 */
export async function deleteDataset(store: ArtifactStore, id: string): Promise<void> {
  const dataset = await getDataset(store, id);
  await store.exclusively(LOCK, async (lost) => {
    await removeManifest(store, dataset);
    const images = await imageRecords(store, id);
    await removeIfUnused(
      store,
      images.map(({ sha256 }) => sha256),
      lost,
    );
    await removeImageRecords(store, id);
  });
}

/** Removes those of some originals that no dataset has. */
export async function removeUnused(store: ArtifactStore, originals: Iterable<string>): Promise<void> {
  await store.exclusively(LOCK, (lost) => removeIfUnused(store, originals, lost));
}

/** Removes the records of images under some ids, where there is no dataset of that id. */
export async function removeUnusedRecords(store: ArtifactStore, ids: Iterable<string>): Promise<void> {
  await store.exclusively(LOCK, async (lost) => {
    for (const id of ids) {
      lost.throwIfAborted();
      if ((await findDataset(store, id)) === undefined) await removeImageRecords(store, id);
    }
  });
}

/**
 * Removes what imports and deletions that were killed have left: originals that no dataset has, and records of images.
 * An import that is on its way puts its originals there again.
 *
 * @returns how many originals were removed
 */
export async function removeLeftovers(store: ArtifactStore): Promise<number> {
  return await store.exclusively(LOCK, async (lost) => {
    const removed = await removeIfUnused(store, storedBlobs(store), lost);
    for (const id of await recordedIds(store)) {
      lost.throwIfAborted();
      if ((await findDataset(store, id)) === undefined) await removeImageRecords(store, id);
    }
    return removed;
  });
}

async function removeIfUnused(
  store: ArtifactStore,
  originals: Iterable<string> | AsyncIterable<string>,
  lost: AbortSignal,
): Promise<number> {
  const inUse = await originalsInUse(store);
  let removed = 0;
  for await (const sha256 of originals) {
    if (inUse.has(sha256)) continue;
    lost.throwIfAborted();
    await store.remove(blobKey(sha256));
    removed++;
  }
  return removed;
}

/** The SHA-256 of every original that a dataset has. */
export async function originalsInUse(store: ArtifactStore): Promise<Set<string>> {
  const inUse = new Set<string>();
  for (const id of await recordedIds(store)) {
    if ((await findDataset(store, id)) === undefined) continue;
    for (const { sha256 } of await imageRecords(store, id)) inUse.add(sha256);
  }
  return inUse;
}

async function restoreOriginals(
  store: ArtifactStore,
  images: readonly DatasetImage[],
  files: AsyncIterable<SourceFile>,
): Promise<void> {
  const missing = new Set<string>();
  const look = async ({ sha256, bytes }: DatasetImage): Promise<void> => {
    if ((await store.size(blobKey(sha256))) !== bytes) missing.add(sha256);
  };
  await pMap(images, look, { concurrency: CONCURRENCY });
  if (missing.size === 0) return;
  for await (const file of files) {
    // One that can't be read is none that was taken in.
    const bytes = await file.bytes().catch(() => undefined);
    if (bytes && missing.delete(sha256Of(bytes))) await putBlob(store, bytes);
  }
  if (missing.size === 0) return;
  throw new AtelierError('dataset_not_found', 'A dataset that this one shares photos with was deleted meanwhile.');
}
