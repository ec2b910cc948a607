import type { Readable } from 'node:stream';

/**
 * Where datasets, checkpoints, sample grids and metrics live: named objects, whole or not there.
 *
 * Keys are `/`-separated paths of `[A-Za-z0-9._-]` segments, e.g. `jobs/job_01J…/samples/480.png`. Putting an object is
 * atomic: readers see the old bytes or the new ones, also after a crash. Something made of several objects is committed
 * by writing its manifest last.
 */
export interface ArtifactStore {
  /** For logs and `doctor`, e.g. `disk:/var/lib/atelier/store`. */
  readonly description: string;
  /** Writes or replaces an object; when it resolves, the object is durable. */
  put(key: string, body: Uint8Array | Readable): Promise<void>;
  /** @returns the object's bytes, or undefined if there is none */
  get(key: string): Promise<Buffer | undefined>;
  /** @returns a stream of the object's bytes, or undefined if there is none */
  getStream(key: string): Promise<Readable | undefined>;
  /** @returns the file of an object, for code that reads it by itself; undefined where objects are not local files */
  pathOf(key: string): string | undefined;
  /** @returns the object's size in bytes, or undefined if there is none */
  size(key: string): Promise<number | undefined>;
  /** Keys below a prefix (a folder, given without the last `/`), sorted. */
  list(prefix: string): Promise<string[]>;
  /** The names directly below a prefix, sorted: objects and folders alike. */
  children(prefix: string): Promise<string[]>;
  /** Removes one object, or all below a prefix. Nothing happens where there is nothing. */
  remove(prefix: string): Promise<void>;
  /**
   * Runs an action while nobody else who uses the store runs one of the same name; waits for its turn. The lock of a
   * process that dies is free after seconds.
   * @param action is given a signal that says that the lock was lost: it must change nothing from then on
   */
  exclusively<T>(name: string, action: (lost: AbortSignal) => Promise<T>): Promise<T>;
}
