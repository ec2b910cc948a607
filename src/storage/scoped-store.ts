import type { Readable } from 'node:stream';
import type { ArtifactStore, StoredObject, Unfinished } from './artifact-store.js';
import { segmentsOf } from './key.js';

/**
 * The part of a store below a prefix, as a store of its own: whoever is given it can name nothing outside.
 * @throws TypeError if the prefix is not a key
 */
export function scoped(store: ArtifactStore, prefix: string): ArtifactStore {
  segmentsOf(prefix);
  return new ScopedStore(store, prefix);
}

class ScopedStore implements ArtifactStore {
  constructor(
    private readonly store: ArtifactStore,
    private readonly prefix: string,
  ) {}

  get description(): string {
    return `${this.store.description}, below ${this.prefix}`;
  }

  put(key: string, body: Uint8Array | Readable): Promise<void> {
    return this.store.put(this.#within(key), body);
  }

  putNew(key: string, body: Uint8Array): Promise<boolean> {
    return this.store.putNew(this.#within(key), body);
  }

  get(key: string): Promise<Buffer | undefined> {
    return this.store.get(this.#within(key));
  }

  getRange(key: string, start: number, length: number): Promise<Buffer | undefined> {
    return this.store.getRange(this.#within(key), start, length);
  }

  getStream(key: string, start?: number): Promise<Readable | undefined> {
    return this.store.getStream(this.#within(key), start);
  }

  pathOf(key: string): string | undefined {
    return this.store.pathOf(this.#within(key));
  }

  linkTo(key: string, seconds: number, fileName: string): Promise<string | undefined> {
    return this.store.linkTo(this.#within(key), seconds, fileName);
  }

  size(key: string): Promise<number | undefined> {
    return this.store.size(this.#within(key));
  }

  async list(prefix: string): Promise<string[]> {
    const keys = await this.store.list(this.#within(prefix));
    return keys.map((key) => this.#without(key));
  }

  children(prefix: string): Promise<string[]> {
    return this.store.children(this.#within(prefix));
  }

  async *entries(prefix?: string): AsyncIterable<StoredObject> {
    const below = prefix === undefined ? this.prefix : this.#within(prefix);
    for await (const object of this.store.entries(below)) yield { ...object, key: this.#without(object.key) };
  }

  remove(prefix: string): Promise<void> {
    return this.store.remove(this.#within(prefix));
  }

  removeObjects(keys: readonly string[]): Promise<void> {
    return this.store.removeObjects(keys.map((key) => this.#within(key)));
  }

  exclusively<T>(name: string, action: (lost: AbortSignal) => Promise<T>): Promise<T> {
    return this.store.exclusively(this.#within(name), action);
  }

  hasRoom(bytes: number): Promise<boolean> {
    return this.store.hasRoom(bytes);
  }

  /** Those of the whole store: what was cut off belongs to nobody. */
  unfinished(): AsyncIterable<Unfinished> {
    return this.store.unfinished();
  }

  #within(key: string): string {
    // The store checks the whole, so that no key leads out of the prefix.
    return `${this.prefix}/${key}`;
  }

  #without(key: string): string {
    return key.slice(this.prefix.length + 1);
  }
}
