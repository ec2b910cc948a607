import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, type Dirent } from 'node:fs';
import { type FileHandle, link, open, readdir, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pMap from 'p-map';
import type { ArtifactStore, StoredObject, Unfinished } from './artifact-store.js';
import { withFileLock } from './file-lock.js';
import { LOCKS, segmentsOf } from './key.js';
import { makeFolder } from './make-folder.js';
import { hasRoom } from './room.js';
import { asFolderError } from './storage-error.js';

/** Objects being written carry this prefix; a reader never sees them, and `list` leaves them out. */
const PENDING = '.pending-';

/** Files removed at once. */
const REMOVED_AT_ONCE = 16;
/** Tries of what a removal of the same folder, or a write to it, gets in the way of. */
const TRIES = 5;

/** Gives a written file its name. */
type Publish = (pending: string, target: string) => Promise<void>;

/** Objects as files below one folder. */
export class DiskStore implements ArtifactStore {
  constructor(readonly root: string) {}

  get description(): string {
    return `disk:${this.root}`;
  }

  async put(key: string, body: Uint8Array | Readable): Promise<void> {
    await this.#write(key, body, rename);
  }

  async putNew(key: string, body: Uint8Array): Promise<boolean> {
    try {
      await this.#write(key, body, async (pending, target) => {
        await link(pending, target);
        await rm(pending);
      });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  async get(key: string): Promise<Buffer | undefined> {
    return await orUndefined(readFile(this.pathOf(key)));
  }

  async getRange(key: string, start: number, length: number): Promise<Buffer | undefined> {
    const handle = await openFile(this.pathOf(key));
    if (!handle) return undefined;
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, start);
      return bytesRead === length ? buffer : undefined;
    } finally {
      await handle.close();
    }
  }

  async getStream(key: string, start = 0): Promise<Readable | undefined> {
    // Opened here rather than by the stream, so that a missing object is an answer and not a later error event.
    const handle = await openFile(this.pathOf(key));
    return handle === undefined ? undefined : createReadStream('', { fd: handle, start });
  }

  async linkTo(): Promise<undefined> {
    return undefined;
  }

  async size(key: string): Promise<number | undefined> {
    const found = await orUndefined(stat(this.pathOf(key)));
    return found?.isFile() ? found.size : undefined;
  }

  async list(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const file of filesBelow(this.pathOf(prefix))) {
      if (!file.name.startsWith(PENDING)) keys.push(this.#keyOf(file));
    }
    return keys.sort();
  }

  async children(prefix: string): Promise<string[]> {
    const names = (await orUndefined(readdir(this.pathOf(prefix)))) ?? [];
    return names.filter((name) => !name.startsWith(PENDING)).sort();
  }

  async *entries(prefix?: string): AsyncIterable<StoredObject> {
    for await (const file of filesBelow(prefix === undefined ? this.root : this.pathOf(prefix))) {
      const key = this.#keyOf(file);
      if (file.name.startsWith(PENDING) || key.startsWith(`${LOCKS}/`)) continue;
      const found = await orUndefined(stat(pathTo(file)));
      if (found) yield { key, bytes: found.size, modifiedAt: found.mtime };
    }
  }

  async remove(prefix: string): Promise<void> {
    await rm(this.pathOf(prefix), { recursive: true, force: true, maxRetries: TRIES, retryDelay: 10 });
  }

  async removeObjects(keys: readonly string[]): Promise<void> {
    await pMap(keys, (key) => orUndefined(unlink(this.pathOf(key))), { concurrency: REMOVED_AT_ONCE });
  }

  async exclusively<T>(name: string, action: (lost: AbortSignal) => Promise<T>): Promise<T> {
    return await withFileLock(this.pathOf(`${LOCKS}/${name}`), action);
  }

  async hasRoom(bytes: number): Promise<boolean> {
    return await hasRoom(this.root, bytes);
  }

  async *unfinished(): AsyncIterable<Unfinished> {
    for await (const file of filesBelow(this.root)) {
      if (!file.name.startsWith(PENDING)) continue;
      const path = pathTo(file);
      const found = await orUndefined(stat(path));
      if (found) yield { name: path, since: found.mtime, discard: () => rm(path, { force: true }) };
    }
  }

  /** @throws TypeError for what is not a key */
  pathOf(key: string): string {
    return join(this.root, ...segmentsOf(key));
  }

  async #write(key: string, body: Uint8Array | Readable, publish: Publish): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await writeFile(this.pathOf(key), body, publish);
      } catch (error) {
        // Its folder was removed meanwhile, which `mkdir` may call ENOTDIR. A stream can't be read again.
        const isRemoved = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
        if (!isRemoved || tries === TRIES || body instanceof Readable) throw asFolderError(error);
      }
    }
  }

  #keyOf(file: Dirent): string {
    return pathTo(file)
      .slice(this.root.length + 1)
      .split(sep)
      .join('/');
  }
}

/** @returns undefined where there is no file; a folder can be opened too, but is no object */
async function openFile(path: string): Promise<FileHandle | undefined> {
  const handle = await orUndefined(open(path));
  if (!handle || (await handle.stat()).isFile()) return handle;
  await handle.close();
  return undefined;
}

/** A folder's names in memory at a time. */
async function* filesBelow(folder: string): AsyncIterable<Dirent> {
  for (const entry of (await orUndefined(readdir(folder, { withFileTypes: true }))) ?? []) {
    if (entry.isDirectory()) yield* filesBelow(pathTo(entry));
    else if (entry.isFile()) yield entry;
  }
}

function pathTo({ parentPath, name }: Dirent): string {
  return join(parentPath, name);
}

async function writeFile(target: string, body: Uint8Array | Readable, publish: Publish): Promise<void> {
  const folder = dirname(target);
  await makeDurable(folder);
  const pending = join(folder, `${PENDING}${randomBytes(8).toString('hex')}`);
  try {
    const source = body instanceof Readable ? body : Readable.from([body]);
    // `flush` syncs the bytes to disk before the file closes, so that the name never outruns them.
    await pipeline(source, createWriteStream(pending, { flags: 'wx', flush: true }));
    await publish(pending, target);
    await syncFolder(folder);
  } catch (error) {
    await rm(pending, { force: true });
    throw error;
  }
}

/** Makes a folder with all above it, each of them durable: a file is as lost as any folder on the way to it. */
async function makeDurable(folder: string): Promise<void> {
  const first = await makeFolder(folder);
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

/** Makes a new name in the folder durable. */
async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } finally {
    await handle?.close();
  }
}

async function orUndefined<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw error;
  }
}
