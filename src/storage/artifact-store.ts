import type { Readable } from 'node:stream';

/** An object as a listing of all has it. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  readonly modifiedAt: Date;
}

/** What a put that was cut off has left: no reader ever sees it, but it takes room. */
export interface Unfinished {
  /** For people. */
  readonly name: string;
  /** When it was begun, or last written to. */
  readonly since: Date;
  discard(): Promise<void>;
}

/**
 * Where datasets, checkpoints, sample grids and metrics live: named objects, whole or not there.
 *
 * Keys are `/`-separated paths of `[A-Za-z0-9._-]` segments, e.g. `jobs/job_01J…/samples/480.png`. Putting an object is
 * atomic: readers see the old bytes or the new ones, also after a crash. Something made of several objects is committed
 * by writing its manifest last.
 *
 * Every call may throw AtelierError `storage_unavailable`. test/conformance holds all implementations to this.
 */
export interface ArtifactStore {
  /** For logs and `doctor`, e.g. `disk:/var/lib/atelier/store`. */
  readonly description: string;
  /** Writes or replaces an object; when it resolves, the object is durable. */
  put(key: string, body: Uint8Array | Readable): Promise<void>;
  /**
   * Writes an object unless there is one of that key, in one step: of several who try, one succeeds.
   * @returns whether the object is this one; where the same bytes are there already, either may be said
   */
  putNew(key: string, body: Uint8Array): Promise<boolean>;
  /** @returns the object's bytes, or undefined if there is none */
  get(key: string): Promise<Buffer | undefined>;
  /** @returns so many bytes of an object, one or more, or undefined if it has not got them */
  getRange(key: string, start: number, length: number): Promise<Buffer | undefined>;
  /**
   * @param start the first byte to read, one that the object has
   * @returns a stream of the object's bytes from there, or undefined if there is no such object
   */
  getStream(key: string, start?: number): Promise<Readable | undefined>;
  /** @returns the file of an object, for code that reads it by itself; undefined where objects are not local files */
  pathOf(key: string): string | undefined;
  /**
   * A link with which anybody can fetch an object for a while, straight from where it lies.
   * @param fileName what a browser saves it as
   * @returns undefined where objects can't be linked to; whether there is the object is not looked at
   */
  linkTo(key: string, seconds: number, fileName: string): Promise<string | undefined>;
  /** @returns the object's size in bytes, or undefined if there is none */
  size(key: string): Promise<number | undefined>;
  /** Keys below a prefix (a folder, given without the last `/`), sorted. */
  list(prefix: string): Promise<string[]>;
  /** The names directly below a prefix, sorted: objects and folders alike. */
  children(prefix: string): Promise<string[]>;
  /** All objects, or those below a prefix, in no order. What `exclusively` keeps is none of them. */
  entries(prefix?: string): AsyncIterable<StoredObject>;
  /** Removes one object, or all below a prefix. Nothing happens where there is nothing. */
  remove(prefix: string): Promise<void>;
  /** Removes objects by their keys, a thousand in one request where the store is far away; not what is below them. */
  removeObjects(keys: readonly string[]): Promise<void>;
  /**
   * Runs an action while nobody else who uses the store runs one of the same name; waits for its turn. The lock of a
   * process that dies is free after seconds.
   * @param action is given a signal that says that the lock was lost: it must change nothing from then on
   */
  exclusively<T>(name: string, action: (lost: AbortSignal) => Promise<T>): Promise<T>;
  /** Whether it can be written now, and takes so many bytes. Never throws. */
  hasRoom(bytes: number): Promise<boolean>;
  /** Puts that were cut off, and those that are on their way. */
  unfinished(): AsyncIterable<Unfinished>;
}
