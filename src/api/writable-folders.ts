import { probeFolder } from '../storage/room.js';
import { asFolderError } from '../storage/storage-error.js';

/** How long an answer is good for, in ms: load balancers ask often, and each look writes to the disks. */
const LOOK_EVERY_MS = 2_000;

/** Whether the folders that requests write to can be written. */
export class WritableFolders {
  #lookedAt = Number.NEGATIVE_INFINITY;
  #look: Promise<unknown> = Promise.resolve();

  constructor(private readonly folders: readonly string[]) {}

  /** @throws AtelierError `storage_unavailable` with what the system says against it */
  async check(): Promise<void> {
    if (performance.now() - this.#lookedAt > LOOK_EVERY_MS) {
      this.#lookedAt = performance.now();
      this.#look = Promise.all(this.folders.map(probeFolder));
      // Whoever asks hears of it.
      this.#look.catch(() => {});
    }
    try {
      await this.#look;
    } catch (error) {
      throw asFolderError(error);
    }
  }
}
