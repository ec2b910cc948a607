/**
 * Reads that are asked for at about the same time share one. A read begins only after all that share it have asked, so
 * everyone sees whatever was written before it asked, as with a read of its own.
 */
export class SharedReads<T, From = void> {
  /** Those that haven't begun. */
  readonly #waiting = new Map<string, Promise<T>>();

  /** @param read what is read by an id, with what the first who asked gave for it */
  constructor(private readonly read: (id: string, from: From) => Promise<T>) {}

  /** @throws what the read throws */
  get(id: string, from: From): Promise<T> {
    const waiting = this.#waiting.get(id);
    if (waiting) return waiting;
    // All requests that one turn of the event loop brings are in by then.
    const result = new Promise<void>((begin) => setImmediate(begin)).then(() => {
      this.#waiting.delete(id);
      return this.read(id, from);
    });
    this.#waiting.set(id, result);
    return result;
  }
}
