import { batchIndices, chunkOf, epochOrder, type Share, stepsPerEpoch, WHOLE } from './batches.js';
import type { PreparedDataset } from './prepared-dataset.js';

/** A batch, or a share of it. */
export interface BatchPart {
  /** Of the part's images. */
  readonly bytes: Uint8Array;
  /** The classes of the part's images: indices into the dataset's. */
  readonly labels: Uint32Array;
  /** Which images of the batch they are: from `start` up to but not including `end`. */
  readonly start: number;
  readonly end: number;
  /** Images in the whole batch; an epoch's last batch may hold fewer than `batchSize`. */
  readonly batch: number;
}

/** Reads the batch of any step of a run, in the order that the seed decides. Remembers the current epoch's order. */
export class BatchReader {
  readonly stepsPerEpoch: number;
  #epoch = -1;
  #order: Uint32Array = new Uint32Array();

  constructor(
    readonly dataset: PreparedDataset,
    readonly batchSize: number,
    readonly manualSeed: number,
    /** What is read of each batch. */
    readonly share: Share = WHOLE,
  ) {
    this.stepsPerEpoch = stepsPerEpoch(dataset.images, batchSize);
  }

  /** @param step from 0, over the whole run */
  async read(step: number): Promise<BatchPart> {
    const epoch = Math.floor(step / this.stepsPerEpoch);
    if (epoch !== this.#epoch) {
      this.#order = epochOrder(this.dataset.images, this.manualSeed, epoch);
      this.#epoch = epoch;
    }
    const indices = batchIndices(this.#order, this.batchSize, step % this.stepsPerEpoch);
    const { start, end } = chunkOf(indices.length, this.share);
    const own = indices.subarray(start, end);
    const labels = own.map((index) => this.dataset.labels[index] as number);
    return { bytes: await this.dataset.readImages(own), labels, start, end, batch: indices.length };
  }
}
