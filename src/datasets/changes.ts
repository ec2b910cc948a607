/**
 * Where datasets come to be and go, and their originals with them. Datasets share originals, so an original may be removed
 * only while no dataset is about to list it. Every change holds the store's lock for a few requests, however large the
 * dataset is:
 *
 * - An import puts its originals there, and then claims them: it writes down under the lock that it is about to list them.
 *   Without the lock, it makes sure that all are there. Under the lock, it makes the dataset if its claim still stands.
 * - A deletion makes the dataset be no more, and then removes its originals, so many at a time under the lock, but for
 *   those that other datasets have or imports have claimed.
 *
 * So an original that is removed beside an import goes before the claim, and the import finds it missing, or it stays.
 */
import { randomUUID } from 'node:crypto';
import pMap from 'p-map';
import type { Dataset, DatasetImage, DatasetReport } from '../contracts/dataset.js';
import { AtelierError } from '../errors.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import { sha256Of } from '../storage/checksum.js';
import { blobKey, putBlob, storedBlobs } from './blobs.js';
import {
  claimImages,
  findDataset,
  getDataset,
  hasClaims,
  hasImageRecords,
  imageRecords,
  isClaimed,
  putImageRecords,
  recordedIds,
  removeClaim,
  removeImageRecords,
  removeManifest,
  writeRecords,
} from './catalogue.js';
import { OriginalsInUse } from './originals-in-use.js';
import type { SourceFile } from './source.js';

const LOCK = 'datasets';

/** Originals whose sizes are asked for at once. */
const CONCURRENCY = 8;

/** Originals that are removed while the lock is held once: what S3 removes with one request. */
const REMOVED_AT_ONCE = 1_000;

interface Records {
  readonly dataset: Dataset;
  readonly images: DatasetImage[];
  readonly report: DatasetReport;
}

interface Added {
  readonly dataset: Dataset;
  readonly created: boolean;
}

/**
 * Adds a dataset whose originals were put into the store, unless there is one of that content.
 *
 * @param files where originals come from that were removed meanwhile, with a dataset that had them too
 * @throws AtelierError `dataset_not_found` if some are not in there either: those of the parent
 */
export async function addDataset(
  store: ArtifactStore,
  records: Records,
  files: AsyncIterable<SourceFile>,
): Promise<Added> {
  const { dataset, images } = records;
  const claim = randomUUID();
  try {
    for (;;) {
      const existing = await findDataset(store, dataset.id);
      if (existing) return { dataset: existing, created: false };
      await putImageRecords(store, dataset.id, images);
      if (!(await claimOriginals(store, dataset.id, claim))) continue;
      await restoreOriginals(store, images, files);
      const added = await store.exclusively(LOCK, (lost) => makeDataset(store, records, claim, lost));
      if (added) return added;
    }
  } catch (error) {
    // A store that can't be written now is why this failed, if that is why this fails too.
    await dropClaim(store, dataset.id, claim).catch(() => {});
    throw error;
  }
}

/** @returns false if the records of the images are gone: they are to be put there again */
async function claimOriginals(store: ArtifactStore, id: string, claim: string): Promise<boolean> {
  return await store.exclusively(LOCK, async (lost) => {
    if (!(await hasImageRecords(store, id))) return false;
    await claimImages(store, id, claim);
    // Only what was written while the lock was held is sure to be seen by those who remove originals.
    lost.throwIfAborted();
    return true;
  });
}

/** @returns undefined if the claim was dropped meanwhile, and originals may be missing again */
async function makeDataset(
  store: ArtifactStore,
  { dataset, report }: Records,
  claim: string,
  lost: AbortSignal,
): Promise<Added | undefined> {
  const existing = await findDataset(store, dataset.id);
  if (!existing && !(await isClaimed(store, dataset.id, claim))) return undefined;
  lost.throwIfAborted();
  const created = !existing && (await writeRecords(store, { dataset, report }));
  await removeClaim(store, dataset.id, claim);
  return { dataset: created ? dataset : (existing ?? (await getDataset(store, dataset.id))), created };
}

async function dropClaim(store: ArtifactStore, id: string, claim: string): Promise<void> {
  await store.exclusively(LOCK, async (lost) => {
    await removeClaim(store, id, claim);
    await removeRecordsIfUnused(store, id, lost);
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
  const images = await imageRecords(store, id);
  await store.exclusively(LOCK, async (lost) => {
    await removeManifest(store, dataset);
    await removeRecordsIfUnused(store, id, lost);
  });
  await removeUnused(
    store,
    (images ?? []).map(({ sha256 }) => sha256),
  );
}

/**
 * Removes those of some originals that no dataset has, and that no import has claimed.
 * @returns how many were removed
 */
export async function removeUnused(
  store: ArtifactStore,
  originals: Iterable<string> | AsyncIterable<string>,
): Promise<number> {
  const inUse = new OriginalsInUse(store);
  await inUse.read();
  let removed = 0;
  let batch: string[] = [];
  const removeBatch = async (): Promise<void> => {
    removed += await removeAtOnce(store, batch, inUse);
    batch = [];
  };
  for await (const sha256 of originals) {
    if (inUse.has(sha256)) continue;
    batch.push(sha256);
    if (batch.length === REMOVED_AT_ONCE) await removeBatch();
  }
  if (batch.length > 0) await removeBatch();
  return removed;
}

async function removeAtOnce(store: ArtifactStore, originals: string[], inUse: OriginalsInUse): Promise<number> {
  for (;;) {
    const removed = await store.exclusively(LOCK, async (lost) => {
      // Records may be long: they are read without the lock.
      if (!(await inUse.isComplete())) return undefined;
      const unused = originals.filter((sha256) => !inUse.has(sha256));
      lost.throwIfAborted();
      await store.removeObjects(unused.map(blobKey));
      return unused.length;
    });
    if (removed !== undefined) return removed;
    await inUse.read();
  }
}

/** Removes the records of images under some ids, and claims on them, where there is no dataset of that id. */
export async function removeUnusedRecords(store: ArtifactStore, ids: Iterable<string>): Promise<void> {
  for (const id of ids) {
    if (await findDataset(store, id)) continue;
    await store.exclusively(LOCK, async (lost) => {
      lost.throwIfAborted();
      if ((await findDataset(store, id)) === undefined) await removeImageRecords(store, id);
    });
  }
}

/**
 * Removes what imports and deletions that were killed have left: originals that no dataset has, and records of images.
 * An import that is on its way finds its claim gone, and puts its originals there again.
 *
 * @returns how many originals were removed
 */
export async function removeLeftovers(store: ArtifactStore): Promise<number> {
  await removeUnusedRecords(store, await recordedIds(store));
  return await removeUnused(store, storedBlobs(store));
}

/** Under the lock: removes records of images where there is neither a dataset of that id nor a claim. */
async function removeRecordsIfUnused(store: ArtifactStore, id: string, lost: AbortSignal): Promise<void> {
  if ((await findDataset(store, id)) || (await hasClaims(store, id))) return;
  lost.throwIfAborted();
  await removeImageRecords(store, id);
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
