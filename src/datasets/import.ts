import pMap from 'p-map';
import { composed } from '../contracts/composed.js';
import {
  type Dataset,
  type DatasetImage,
  type DatasetReport,
  MAX_REJECTED_LISTED,
  type RejectedFile,
} from '../contracts/dataset.js';
import { AtelierError } from '../errors.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import { putBlob } from './blobs.js';
import { getDataset, getDatasetImages } from './catalogue.js';
import { addDataset, removeUnused } from './changes.js';
import { compareCodePoints } from './code-points.js';
import { type Decoder, decoderHere } from './decoder.js';
import { RejectedImage } from './image-format.js';
import { joinImages } from './join-images.js';
import { NameNotes } from './name-notes.js';
import { notesOn } from './notes.js';
import { type Accepted, datasetId, placedImages, placeImages, recordsOf } from './placed-images.js';
import { reportOn } from './report.js';
import type { SourceFile } from './source.js';
import { withoutSideFiles } from './without-side-files.js';

export interface ImportOptions {
  readonly name: string;
  /** Id of a dataset whose images the new one has as well. */
  readonly parent?: string | undefined;
  /** Whether a photo takes the place of one of the parent's of the same class and name; otherwise both are kept. */
  readonly replace?: boolean | undefined;
  /** Decodes the images; this process does where none is given. */
  readonly decoder?: Decoder;
  /** Files inspected at the same time; as many and one more are in memory. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called after every file with how many are done. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** How many reasons the message of an import that found no image gives. */
const REASONS_SHOWN = 3;

/**
 * Takes files into the store as a dataset. The id is a hash of the content (classes, paths, files): importing the same
 * content again gives the first import's dataset, in whatever order its files arrive. An import that fails leaves
 * nothing behind.
 *
 * @param files to be read a second time if a dataset that shared some was deleted meanwhile
 * @returns the dataset, with the notes of this import if it was there before
 * @throws AtelierError `dataset_empty` if no file is a usable image; `dataset_not_found` without the parent; what the
 *   source throws; the signal's reason
 */
export async function importDataset(
  store: ArtifactStore,
  files: AsyncIterable<SourceFile>,
  options: ImportOptions,
): Promise<{ dataset: Dataset; created: boolean }> {
  const { name, parent = null, replace = false, decoder = decoderHere } = options;
  const shared =
    parent === null ? [] : placedImages(await getDataset(store, parent), await getDatasetImages(store, parent));
  const stored = new Set<string>();
  const names = new NameNotes();
  try {
    const { accepted, rejected } = await takeInAll(store, withoutSideFiles(files, names), options, stored);
    if (accepted.length === 0) throw emptyDataset(rejected, names);
    const { placed: added, layout } = placeImages(accepted);
    const joined = joinImages(shared, added, { replace });
    const { images, classes } = recordsOf(joined.placed);
    const notes = [...notesOn(layout, joined), ...names.notes(added)];
    const dataset: Dataset = {
      id: datasetId(joined.placed),
      name: composed(name),
      parent,
      images: images.length,
      classes,
      rejected: rejected.slice(0, MAX_REJECTED_LISTED),
      rejectedFiles: rejected.length,
      notes,
      bytes: images.reduce((sum, image) => sum + image.bytes, 0),
      createdAt: new Date().toISOString(),
    };
    const report = await inspectWhole(dataset, images, decoder);
    // Those of the parent may have to go too: while they are claimed, a deletion of the parent leaves them.
    for (const { sha256 } of images) stored.add(sha256);
    const imported = await addDataset(store, { dataset, images, report }, withoutSideFiles(files));
    return { ...imported, dataset: { ...imported.dataset, notes } };
  } catch (error) {
    // A store that can't be written now is why the import failed, if that is why this fails too.
    if (stored.size > 0) await removeUnused(store, stored).catch(() => {});
    throw error;
  }
}

/** @param stored is given the SHA-256 of every file that is put into the store */
async function takeInAll(
  store: ArtifactStore,
  files: AsyncIterable<SourceFile>,
  { decoder = decoderHere, concurrency = 2, signal, onProgress }: ImportOptions,
  stored: Set<string>,
): Promise<{ accepted: Accepted[]; rejected: RejectedFile[] }> {
  let done = 0;
  const inspect = async (file: ReadFile | RejectedFile): Promise<Accepted | RejectedFile> => {
    const result = 'reason' in file ? file : await takeIn(store, file, decoder, stored);
    onProgress?.(++done);
    return result;
  };
  const working = new Set<Promise<unknown>>();
  const inspectTracked = async (file: ReadFile | RejectedFile): Promise<Accepted | RejectedFile> => {
    const work = inspect(file);
    working.add(work);
    return await work.finally(() => working.delete(work));
  };
  const results = await pMap(readInTurn(files, signal), inspectTracked, { concurrency, signal }).catch(
    async (error: unknown) => {
      // Those at work when another failed may still put their files into the store.
      await Promise.allSettled(working);
      throw error;
    },
  );
  const rejected = results.filter((result) => 'reason' in result);
  rejected.sort((a, b) => compareCodePoints(a.file, b.file) || compareCodePoints(a.reason, b.reason));
  return { accepted: results.filter((result) => 'sha256' in result), rejected };
}

interface ReadFile {
  readonly path: string;
  readonly label: string | undefined;
  readonly bytes: Buffer;
}

/** A source's files are read one by one, before it is asked for the next; only inspecting them is done in parallel. */
async function* readInTurn(
  files: AsyncIterable<SourceFile>,
  signal: AbortSignal | undefined,
): AsyncIterable<ReadFile | RejectedFile> {
  for await (const file of files) {
    signal?.throwIfAborted();
    const { path } = file;
    const label = file.label === undefined ? undefined : composed(file.label);
    yield await file.bytes().then((bytes) => ({ path, label, bytes }), rejectionOf(path));
  }
}

async function takeIn(
  store: ArtifactStore,
  { path, label, bytes }: ReadFile,
  decoder: Decoder,
  stored: Set<string>,
): Promise<Accepted | RejectedFile> {
  const inspected = await decoder.inspect(bytes).catch(rejectionOf(path));
  if ('reason' in inspected) return inspected;
  const sha256 = await putBlob(store, bytes);
  stored.add(sha256);
  return { path, label, sha256, bytes: bytes.length, ...inspected };
}

function rejectionOf(file: string): (error: unknown) => RejectedFile {
  return (error) => {
    if (error instanceof RejectedImage) return { file, reason: error.message };
    throw error;
  };
}

/** What can be told of a dataset only as a whole. */
async function inspectWhole(dataset: Dataset, images: DatasetImage[], decoder: Decoder): Promise<DatasetReport> {
  // Equal files are duplicates of another kind: only the first of them is compared.
  const firsts = new Map<string, number>();
  for (const [i, { sha256 }] of images.entries()) if (!firsts.has(sha256)) firsts.set(sha256, i);
  const indices = [...firsts.values()];
  const near = await decoder.nearDuplicates(indices.map((i) => images[i] as DatasetImage));
  const groups = near.groups.map((group) => group.map((i) => indices[i] as number));
  return reportOn(dataset, images, { ...near, groups });
}

function emptyDataset(rejected: readonly RejectedFile[], names: NameNotes): AtelierError {
  if (rejected.length === 0) {
    const found = names.notes().map(({ message }) => message);
    return new AtelierError('dataset_empty', ['There is no photo in it.', ...found].join(' '));
  }
  const reasons = rejected.slice(0, REASONS_SHOWN).map(({ file, reason }) => `${file}: ${reason}`);
  const more = rejected.length > REASONS_SHOWN ? `, and ${rejected.length - REASONS_SHOWN} more` : '';
  return new AtelierError(
    'dataset_empty',
    `None of its ${rejected.length} files is a usable image (${reasons.join('; ')}${more})`,
  );
}
