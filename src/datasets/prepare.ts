import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pMapIterable } from 'p-map';
import type { DatasetImage } from '../contracts/dataset.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import { makeFolder } from '../storage/make-folder.js';
import { writeCacheFile } from './cache-file.js';
import { getDatasetImages, readOriginal } from './catalogue.js';
import { type DecodeOptions, decodeImage } from './decode.js';
import { type Decoder, decoderHere } from './decoder.js';
import { imageFormat } from './image-format.js';
import { PreparedDataset } from './prepared-dataset.js';
import { type CacheLimit, makeRoom, PENDING, preparedName, removeAbandoned } from './prepared-files.js';
import { readAtOnce } from './read-at-once.js';

export interface PrepareOptions extends DecodeOptions {
  readonly store: ArtifactStore;
  /** A local folder for decoded images; several processes may share it. */
  readonly cacheFolder: string;
  /** What the machine's prepared datasets may take; others make way for this one. None by default. */
  readonly cacheLimit?: CacheLimit | undefined;
  /** The dataset's id. */
  readonly dataset: string;
  /**
   * Images to decode at the same time; 0 means one. Some more are in hand, and as many of all these are decoded at once
   * as libuv's pool has threads (UV_THREADPOOL_SIZE, 4 unless the process was started with another).
   */
  readonly workers: number;
  /** Decodes HEIC images, each of which would hold up this process for seconds; by default this process does. */
  readonly decoder?: Pick<Decoder, 'pixels'> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after every image; once with `done = total` if the dataset was prepared before. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Images in hand for each one that is decoded: a thread that is done finds the next ones read, and need not wake this
 * one first. Measured with photos of 96×128 pixels, four of them make 7 % more images a second than two.
 */
const IN_HAND = 4;

/**
 * Decodes a dataset once to training pixels in a local file, or finds the file made before if it is whole.
 *
 * The file appears under its name only when it is complete, so being killed at any moment leaves none; two processes
 * that prepare the same at once write equal files, of which either may stay.
 *
 * @throws AtelierError `dataset_not_found`; the signal's reason; Error naming an image that can't be decoded
 */
export async function prepareDataset(options: PrepareOptions): Promise<PreparedDataset> {
  const { store, cacheFolder, cacheLimit, dataset, imageSize, nc, signal, onProgress } = options;
  const images = await getDatasetImages(store, dataset);
  const labels = Uint32Array.from(images, (image) => image.class);
  const shape = { images: images.length, imageBytes: imageSize * imageSize * nc };
  const path = join(cacheFolder, preparedName(dataset, imageSize, nc));
  signal?.throwIfAborted();
  const before = await PreparedDataset.open(path, labels, shape.imageBytes);
  if (before) {
    onProgress?.(images.length, images.length);
    return before;
  }
  await makeFolder(cacheFolder);
  await removeAbandoned(cacheFolder);
  const pending = `${path}${PENDING}${randomBytes(8).toString('hex')}`;
  try {
    const makeWay = async () => cacheLimit && (await makeRoom(cacheLimit));
    await writeCacheFile(pending, shape, decodedImages(images, options), makeWay);
    await rename(pending, path);
  } finally {
    await rm(pending, { force: true });
  }
  const prepared = await PreparedDataset.open(path, labels, shape.imageBytes);
  if (!prepared) throw new Error(`the prepared dataset ${path} is damaged as soon as it was written`);
  return prepared;
}

/** The pixels of all images, in order. */
async function* decodedImages(
  images: readonly DatasetImage[],
  { store, imageSize, nc, workers, decoder = decoderHere, signal, onProgress }: PrepareOptions,
): AsyncIterable<Uint8Array> {
  const concurrency = IN_HAND * Math.max(1, workers);
  const decode = async (image: DatasetImage): Promise<Uint8Array> => {
    signal?.throwIfAborted();
    const bytes = readAtOnce(store, image) ?? (await readOriginal(store, image));
    try {
      const options = { imageSize, nc };
      return await (imageFormat(bytes) === 'HEIC' ? decoder.pixels(bytes, options) : decodeImage(bytes, options));
    } catch (error) {
      throw new Error(`${image.file} cannot be decoded: ${(error as Error).message}`, { cause: error });
    }
  };
  let done = 0;
  // One slow image must not stop the others, so some results may wait for it.
  for await (const pixels of pMapIterable(images, decode, { concurrency, backpressure: 4 * concurrency })) {
    signal?.throwIfAborted();
    yield pixels;
    onProgress?.(++done, images.length);
  }
}
