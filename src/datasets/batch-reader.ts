import { batchIndices, epochOrder, stepsPerEpoch } from './batches.js';
import type { PreparedDataset } from './prepared-dataset.js';

/** Reads the batch of any step of a run, in the order that the seed decides. Remembers the current epoch's order. */
export class BatchReader {
  readonly stepsPerEpoch: number;
  #epoch = -1;
  #order: Uint32Array = new Uint32Array();

  constructor(
    readonly dataset: PreparedDataset,
    readonly batchSize: number,
    readonly manualSeed: number,
  ) {
    this.stepsPerEpoch = stepsPerEpoch(dataset.images, batchSize);
  }

  /**
   * @param step from 0, over the whole run
   * @returns the images' bytes; an epoch's last batch may hold fewer than `batchSize` images
   */
  read(step: number): Promise<Uint8Array> {
    const epoch = Math.floor(step / this.stepsPerEpoch);
    if (epoch !== this.#epoch) {
      this.#order = epochOrder(this.dataset.images, this.manualSeed, epoch);
      this.#epoch = epoch;
    }
    return this.dataset.readImages(batchIndices(this.#order, this.batchSize, step % this.stepsPerEpoch));
  }
}
