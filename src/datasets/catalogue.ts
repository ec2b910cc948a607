import { composed } from '../contracts/composed.js';
import type { Dataset, DatasetImage, DatasetReport } from '../contracts/dataset.js';
import { AtelierError } from '../errors.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import { blobKey } from './blobs.js';

const DATASETS = 'datasets';
/** One empty-handed entry a dataset, named so that the newest sorts first: listing reads no more than a page needs. */
const INDEX = 'datasets-newest-first';
const ID = /^ds_[0-9a-f]{24}$/;
/** Later than any time in milliseconds that has 13 digits. */
const END_OF_TIME = 9_999_999_999_999;

/** Whether a string can be a dataset's id at all; others never touch the store. */
export function isDatasetId(id: string): boolean {
  return ID.test(id);
}

/** @throws AtelierError `dataset_not_found` */
export async function getDataset(store: ArtifactStore, id: string): Promise<Dataset> {
  return (await findDataset(store, id)) ?? notFound(id);
}

/** @returns the dataset, or undefined if there is none of that id */
export async function findDataset(store: ArtifactStore, id: string): Promise<Dataset | undefined> {
  const dataset = isDatasetId(id) ? await readJson<Dataset>(store, manifestKey(id)) : undefined;
  if (!dataset) return undefined;
  const { name, classes, notes = [] } = dataset;
  // Earlier versions kept no notes, and names as they came.
  const composedClasses = classes.map((each) => ({ ...each, name: composed(each.name) }));
  return { ...dataset, name: composed(name), classes: composedClasses, notes };
}

/**
 * All images of a dataset, in ImageFolder order.
 *
 * @throws AtelierError `dataset_not_found`
 */
export async function getDatasetImages(store: ArtifactStore, id: string): Promise<DatasetImage[]> {
  await getDataset(store, id);
  const images = (await readJson<DatasetImage[]>(store, imagesKey(id))) ?? notFound(id);
  return images.map((image) => ({ ...image, file: composed(image.file) }));
}

/**
 * Datasets, newest first.
 *
 * @param after the `nextCursor` of the page before
 */
export async function listDatasets(
  store: ArtifactStore,
  { limit = 50, after = '' }: { limit?: number; after?: string } = {},
): Promise<{ items: Dataset[]; nextCursor: string | null }> {
  const names = (await store.children(INDEX)).filter((name) => name > after);
  const items: Dataset[] = [];
  for (const [i, name] of names.entries()) {
    const dataset = await findDataset(store, name.slice(name.indexOf('-') + 1));
    // An entry without its dataset is of an import that was cut off, or of a second import of the same content.
    if (dataset === undefined || indexName(dataset) !== name) continue;
    items.push(dataset);
    if (items.length === limit && i + 1 < names.length) return { items, nextCursor: name };
  }
  return { items, nextCursor: null };
}

/**
 * What stood out in a dataset when it was imported.
 *
 * @throws AtelierError `dataset_not_found` if it was deleted meanwhile
 */
export async function getDatasetReport(store: ArtifactStore, { id }: Dataset): Promise<DatasetReport> {
  return (await readJson<DatasetReport>(store, reportKey(id))) ?? notFound(id);
}

/**
 * Writes the records of a dataset whose images are recorded; it exists from the moment its manifest, the last of them, is
 * there. Of two processes that write the same, each of which may have lost its lock, one makes the dataset.
 *
 * @returns whether it is this one
 */
export async function writeRecords(
  store: ArtifactStore,
  { dataset, report }: { dataset: Dataset; report: DatasetReport },
): Promise<boolean> {
  await store.put(reportKey(dataset.id), Buffer.from(JSON.stringify(report)));
  await store.put(`${INDEX}/${indexName(dataset)}`, Buffer.from('{}'));
  return await store.putNew(manifestKey(dataset.id), Buffer.from(JSON.stringify(dataset)));
}

/** Makes a dataset be no more; the records of its images stay, for `removeImageRecords`. */
export async function removeManifest(store: ArtifactStore, dataset: Dataset): Promise<void> {
  await store.removeObjects([manifestKey(dataset.id), `${INDEX}/${indexName(dataset)}`]);
}

/** Records the images under an id, which follows from them. */
export async function putImageRecords(store: ArtifactStore, id: string, images: DatasetImage[]): Promise<void> {
  await store.put(imagesKey(id), Buffer.from(JSON.stringify(images)));
}

/** The images recorded under an id, of a dataset or of an import that is on its way; undefined where there are none. */
export async function imageRecords(store: ArtifactStore, id: string): Promise<DatasetImage[] | undefined> {
  return await readJson<DatasetImage[]>(store, imagesKey(id));
}

export async function hasImageRecords(store: ArtifactStore, id: string): Promise<boolean> {
  return (await store.size(imagesKey(id))) !== undefined;
}

export async function removeImageRecords(store: ArtifactStore, id: string): Promise<void> {
  await store.remove(`${DATASETS}/${id}`);
}

/** Writes down that an import is about to make the dataset of an id. */
export async function claimImages(store: ArtifactStore, id: string, claim: string): Promise<void> {
  await store.put(`${claimsOn(id)}/${claim}`, Buffer.from('{}'));
}

export async function isClaimed(store: ArtifactStore, id: string, claim: string): Promise<boolean> {
  return (await store.size(`${claimsOn(id)}/${claim}`)) !== undefined;
}

export async function hasClaims(store: ArtifactStore, id: string): Promise<boolean> {
  return (await store.children(claimsOn(id))).length > 0;
}

export async function removeClaim(store: ArtifactStore, id: string, claim: string): Promise<void> {
  await store.removeObjects([`${claimsOn(id)}/${claim}`]);
}

/** Ids of all datasets that have records, whole or left over. */
export async function recordedIds(store: ArtifactStore): Promise<string[]> {
  return (await store.children(DATASETS)).filter(isDatasetId);
}

/**
 * The original bytes of an image, as they were imported.
 *
 * @throws Error if the store has lost them
 */
export async function readOriginal(store: ArtifactStore, image: DatasetImage): Promise<Buffer> {
  const bytes = await store.get(blobKey(image.sha256));
  if (bytes === undefined) throw new Error(`the store has lost ${image.file} (${blobKey(image.sha256)})`);
  return bytes;
}

function manifestKey(id: string): string {
  return `${DATASETS}/${id}/dataset.json`;
}

function imagesKey(id: string): string {
  return `${DATASETS}/${id}/images.json`;
}

function claimsOn(id: string): string {
  return `${DATASETS}/${id}/claims`;
}

function reportKey(id: string): string {
  return `${DATASETS}/${id}/report.json`;
}

function indexName({ id, createdAt }: Dataset): string {
  return `${String(END_OF_TIME - Date.parse(createdAt)).padStart(13, '0')}-${id}`;
}

function notFound(id: string): never {
  throw new AtelierError('dataset_not_found', `There is no dataset ${id}`);
}

async function readJson<T>(store: ArtifactStore, key: string): Promise<T | undefined> {
  const bytes = await store.get(key);
  return bytes === undefined ? undefined : (JSON.parse(bytes.toString()) as T);
}
