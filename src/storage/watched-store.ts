import type { Readable } from 'node:stream';
import type { ArtifactStore, StoredObject, Unfinished } from './artifact-store.js';

/** @param failed hears of each operation that failed, by its name */
export function watched(store: ArtifactStore, failed: (operation: string) => void): ArtifactStore {
  return new WatchedStore(store, failed);
}

/** A store whose failures somebody hears of. What callers do wrong, such as a key that is none, is no failure of it. */
class WatchedStore implements ArtifactStore {
  constructor(
    private readonly store: ArtifactStore,
    private readonly failed: (operation: string) => void,
  ) {}

  get description(): string {
    return this.store.description;
  }

  put(key: string, body: Uint8Array | Readable): Promise<void> {
    return this.#watch('put', this.store.put(key, body));
  }

  putNew(key: string, body: Uint8Array): Promise<boolean> {
    return this.#watch('put', this.store.putNew(key, body));
  }

  get(key: string): Promise<Buffer | undefined> {
    return this.#watch('get', this.store.get(key));
  }

  getRange(key: string, start: number, length: number): Promise<Buffer | undefined> {
    return this.#watch('get', this.store.getRange(key, start, length));
  }

  async getStream(key: string, start?: number): Promise<Readable | undefined> {
    const stream = await this.#watch('get', this.store.getStream(key, start));
    return stream?.once('error', () => this.failed('get'));
  }

  pathOf(key: string): string | undefined {
    return this.store.pathOf(key);
  }

  linkTo(key: string, seconds: number, fileName: string): Promise<string | undefined> {
    return this.#watch('link', this.store.linkTo(key, seconds, fileName));
  }

  size(key: string): Promise<number | undefined> {
    return this.#watch('size', this.store.size(key));
  }

  list(prefix: string): Promise<string[]> {
    return this.#watch('list', this.store.list(prefix));
  }

  children(prefix: string): Promise<string[]> {
    return this.#watch('list', this.store.children(prefix));
  }

  async *entries(prefix?: string): AsyncIterable<StoredObject> {
    try {
      yield* this.store.entries(prefix);
    } catch (error) {
      this.#count('list', error);
      throw error;
    }
  }

  remove(prefix: string): Promise<void> {
    return this.#watch('remove', this.store.remove(prefix));
  }

  removeObjects(keys: readonly string[]): Promise<void> {
    return this.#watch('remove', this.store.removeObjects(keys));
  }

  /** Not watched: the action's own failures would come out of it too. */
  exclusively<T>(name: string, action: (lost: AbortSignal) => Promise<T>): Promise<T> {
    return this.store.exclusively(name, action);
  }

  hasRoom(bytes: number): Promise<boolean> {
    return this.store.hasRoom(bytes);
  }

  unfinished(): AsyncIterable<Unfinished> {
    return this.store.unfinished();
  }

  #watch<T>(operation: string, result: Promise<T>): Promise<T> {
    result.catch((error: unknown) => this.#count(operation, error));
    return result;
  }

  #count(operation: string, error: unknown): void {
    if (!(error instanceof TypeError)) this.failed(operation);
  }
}
