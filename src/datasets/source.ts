import { readFile, stat } from 'node:fs/promises';
import type { NameEncoding } from '../contracts/dataset.js';
import { RejectedImage } from './image-format.js';

/** One file offered for a dataset: a photo or not. */
export interface SourceFile {
  /** `/`-separated path within the archive or folder, e.g. `train/dress/1.jpg`. */
  readonly path: string;
  /** The class that whoever sent it gave it; otherwise its folder is the class. */
  readonly label?: string | undefined;
  /** The encoding that its name was read in, where that was guessed. */
  readonly guessed?: NameEncoding | undefined;
  /**
   * The whole file. To be called before the source is asked for its next file: a zip closes after its last one.
   * @throws RejectedImage if it is larger than an image may be
   */
  bytes(): Promise<Buffer>;
}

/** Of one image's file; uploads are limited as a whole by the configuration. */
export const MAX_FILE_BYTES = 64 * 1024 ** 2;

/**
 * Reads an image's file from disk.
 * @throws RejectedImage if it is too large to be read whole
 */
export async function readImageFile(path: string): Promise<Buffer> {
  const { size } = await stat(path);
  if (size > MAX_FILE_BYTES) throw new RejectedImage(`larger than ${MAX_FILE_BYTES / 1024 ** 2} MiB`);
  return await readFile(path);
}
