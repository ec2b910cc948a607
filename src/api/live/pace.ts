import type { Writable } from 'node:stream';

/** A client that takes nothing for this long, while something waits for it, is too slow; in ms. */
export const STALL_MS = 10_000;

/** How fast a client takes what is written for it. */
export class Pace {
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param to what the client's messages are written to
   * @param onStall called once if the client is too slow
   */
  constructor(
    private readonly to: Writable,
    private readonly onStall: () => void,
  ) {
    to.on('drain', () => this.stop());
  }

  /** Whether there is room: what waits is less than the stream's high-water mark. */
  get ready(): boolean {
    return !this.to.writableNeedDrain;
  }

  /** @param listener called when a full stream has room again */
  onReady(listener: () => void): void {
    this.to.on('drain', listener);
  }

  /** To be called after a write. */
  wrote(): void {
    if (this.to.writableNeedDrain) this.#timer ??= setTimeout(this.onStall, STALL_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
