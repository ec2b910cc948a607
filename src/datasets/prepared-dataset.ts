import { read } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { KeepTouched } from '../storage/keep-touched.js';
import { isIntact, readHeader } from './cache-file.js';
import { IN_USE_MS } from './prepared-files.js';

/** Half the time of FileHandle's own `read`, which counts where a batch is 128 reads of a few microseconds. */
const readAt = promisify(read);

/** The decoded images of a dataset in a local file, of which any batch can be read. */
export class PreparedDataset {
  private constructor(
    private readonly file: FileHandle,
    private readonly touched: KeepTouched,
    private readonly dataStart: number,
    /** How many images there are. */
    readonly images: number,
    /** Bytes of one image, [imageSize, imageSize, nc]. */
    readonly imageBytes: number,
    /** The class of each image: an index into the dataset's classes. */
    readonly labels: Uint32Array,
  ) {}

  /**
   * @param path a file written by prepareDataset
   * @param labels the class of each image
   * @param imageBytes of one image
   * @returns undefined if the file is not there, or not as it was written
   */
  static async open(path: string, labels: Uint32Array, imageBytes: number): Promise<PreparedDataset | undefined> {
    const file = await open(path).catch(() => undefined);
    if (file === undefined) return undefined;
    // From now on it is in use: it takes a while to read it whole.
    const touched = await KeepTouched.start(file, IN_USE_MS / 5);
    if (await isIntact(file, labels.length, imageBytes)) {
      const { dataStart } = await readHeader(file);
      return new PreparedDataset(file, touched, dataStart, labels.length, imageBytes, labels);
    }
    touched.stop();
    await file.close();
    return undefined;
  }

  /**
   * Reads images in the order of `indices`.
   *
   * @param into where to put them; otherwise a new array
   * @returns [indices.length, imageSize, imageSize, nc]
   * @throws RangeError for an index that is not an image
   */
  async readImages(indices: ArrayLike<number>, into?: Uint8Array): Promise<Uint8Array> {
    const { imageBytes } = this;
    const batch = into?.subarray(0, indices.length * imageBytes) ?? new Uint8Array(indices.length * imageBytes);
    // All at once: the threads of libuv's pool read in parallel, and warm pages are copied in microseconds.
    await Promise.all(Array.from(indices, (index, i) => this.readImage(index, batch, i * imageBytes)));
    return batch;
  }

  async close(): Promise<void> {
    this.touched.stop();
    await this.file.close();
  }

  private async readImage(index: number, into: Uint8Array, offset: number): Promise<void> {
    if (!(index >= 0 && index < this.images)) throw new RangeError(`image ${index} is not one of ${this.images}`);
    const position = this.dataStart + index * this.imageBytes;
    const { bytesRead } = await readAt(this.file.fd, into, offset, this.imageBytes, position);
    if (bytesRead !== this.imageBytes) throw new Error(`the prepared dataset was cut short at image ${index}`);
  }
}
