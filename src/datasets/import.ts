import { createHash } from 'node:crypto';
import pMap from 'p-map';
import type { Dataset, DatasetImage, RejectedFile } from '../contracts/dataset.js';
import { AtelierError } from '../errors.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import { putBlob } from './blobs.js';
import { commitDataset, findDataset } from './catalogue.js';
import { type Placed, placeInClasses } from './class-folders.js';
import { compareCodePoints } from './code-points.js';
import { RejectedImage } from './image-format.js';
import { inspectImage } from './inspect.js';
import type { SourceFile } from './source.js';

export interface ImportOptions {
  readonly name: string;
  /** Files inspected at the same time; as many and one more are in memory. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called after every file with how many are done. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

interface Accepted extends Omit<DatasetImage, 'file' | 'class'> {
  readonly path: string;
}

/** How many reasons the message of an import that found no image gives. */
const REASONS_SHOWN = 3;

/**
 * Takes files into the store as a dataset. The id is a hash of the content (classes, paths, files): importing the same
 * content again gives the first import's dataset, in whatever order its files arrive.
 *
 * @throws AtelierError `dataset_empty` if no file is a usable image; what the source throws; the signal's reason
 */
export async function importDataset(
  store: ArtifactStore,
  files: AsyncIterable<SourceFile>,
  { name, concurrency = 2, signal, onProgress }: ImportOptions,
): Promise<{ dataset: Dataset; created: boolean }> {
  let done = 0;
  const inspect = async (file: ReadFile): Promise<Accepted | RejectedFile> => {
    const result = await takeIn(store, file);
    onProgress?.(++done);
    return result;
  };
  const results = await pMap(readInTurn(files, signal), inspect, { concurrency, signal });
  const rejected = results.filter((result) => 'reason' in result);
  rejected.sort((a, b) => compareCodePoints(a.file, b.file) || compareCodePoints(a.reason, b.reason));
  const accepted = results.filter((result) => 'sha256' in result);
  if (accepted.length === 0) throw emptyDataset(rejected);

  // Files of equal paths, which a zip may hold, would otherwise stay in the order they arrived in.
  accepted.sort((a, b) => compareCodePoints(a.sha256, b.sha256));
  const placed = placeInClasses(accepted, (image) => image.path);
  const id = datasetId(placed);
  const existing = await findDataset(store, id);
  if (existing !== undefined) return { dataset: existing, created: false };

  const { images, classes } = describe(placed);
  const bytes = images.reduce((sum, image) => sum + image.bytes, 0);
  const createdAt = new Date().toISOString();
  const dataset: Dataset = { id, name, images: images.length, classes, rejected, bytes, createdAt };
  await commitDataset(store, dataset, images);
  return { dataset, created: true };
}

interface ReadFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** A source's files are read one by one, before it is asked for the next; only inspecting them is done in parallel. */
async function* readInTurn(files: AsyncIterable<SourceFile>, signal: AbortSignal | undefined): AsyncIterable<ReadFile> {
  for await (const file of files) {
    signal?.throwIfAborted();
    yield { path: file.path, bytes: await file.bytes() };
  }
}

async function takeIn(store: ArtifactStore, { path, bytes }: ReadFile): Promise<Accepted | RejectedFile> {
  try {
    const { width, height } = await inspectImage(bytes);
    return { path, sha256: await putBlob(store, bytes), bytes: bytes.length, width, height };
  } catch (error) {
    if (error instanceof RejectedImage) return { file: path, reason: error.message };
    throw error;
  }
}

function datasetId(placed: readonly Placed<Accepted>[]): string {
  const hash = createHash('sha256');
  for (const { className, file, item } of placed) hash.update(`${JSON.stringify([className, file, item.sha256])}\n`);
  return `ds_${hash.digest('hex').slice(0, 24)}`;
}

/** The records of images and of their classes, which come in the order of the classes. */
function describe(placed: readonly Placed<Accepted>[]): { images: DatasetImage[]; classes: Dataset['classes'] } {
  const classes: Dataset['classes'] = [];
  const images = placed.map(({ item: { path: _, ...image }, file, className }) => {
    if (classes.at(-1)?.name !== className) classes.push({ name: className, images: 0 });
    const current = classes.at(-1) as Dataset['classes'][number];
    current.images++;
    return { file, class: classes.length - 1, ...image };
  });
  return { images, classes };
}

function emptyDataset(rejected: readonly RejectedFile[]): AtelierError {
  if (rejected.length === 0) return new AtelierError('dataset_empty', 'There is no file in it');
  const reasons = rejected.slice(0, REASONS_SHOWN).map(({ file, reason }) => `${file}: ${reason}`);
  const more = rejected.length > REASONS_SHOWN ? `, and ${rejected.length - REASONS_SHOWN} more` : '';
  return new AtelierError(
    'dataset_empty',
    `None of its ${rejected.length} files is a usable image (${reasons.join('; ')}${more})`,
  );
}
