import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, type Dirent } from 'node:fs';
import { type FileHandle, link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ArtifactStore, StoredObject, Unfinished } from './artifact-store.js';
import { withFileLock } from './file-lock.js';
import { LOCKS, segmentsOf } from './key.js';
import { hasRoom } from './room.js';

/** Objects being written carry this prefix; a reader never sees them, and `list` leaves them out. */
const PENDING = '.pending-';

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

  async getStream(key: string): Promise<Readable | undefined> {
    // Opened here rather than by the stream, so that a missing object is an answer and not a later error event.
    const handle = await openFile(this.pathOf(key));
    return handle === undefined ? undefined : createReadStream('', { fd: handle });
  }

  async linkTo(): Promise<undefined> {
    return undefined;
  }

  async size(key: string): Promise<number | undefined> {
    const found = await orUndefined(stat(this.pathOf(key)));
    return found?.isFile() ? found.size : undefined;
  }

  async list(prefix: string): Promise<string[]> {
    const files = await filesBelow(this.pathOf(prefix));
    return files
      .filter(({ name }) => !name.startsWith(PENDING))
      .map((file) => this.#keyOf(file))
      .sort();
  }

  async children(prefix: string): Promise<string[]> {
    const names = (await orUndefined(readdir(this.pathOf(prefix)))) ?? [];
    return names.filter((name) => !name.startsWith(PENDING)).sort();
  }

  async *entries(prefix?: string): AsyncIterable<StoredObject> {
    for (const file of await filesBelow(prefix === undefined ? this.root : this.pathOf(prefix))) {
      const key = this.#keyOf(file);
      if (file.name.startsWith(PENDING) || key.startsWith(`${LOCKS}/`)) continue;
      const found = await orUndefined(stat(pathTo(file)));
      if (found) yield { key, bytes: found.size, modifiedAt: found.mtime };
    }
  }

  async remove(prefix: string): Promise<void> {
    await rm(this.pathOf(prefix), { recursive: true, force: true });
  }

  async exclusively<T>(name: string, action: (lost: AbortSignal) => Promise<T>): Promise<T> {
    return await withFileLock(this.pathOf(`${LOCKS}/${name}`), action);
  }

  async hasRoom(bytes: number): Promise<boolean> {
    return await hasRoom(this.root, bytes);
  }

  async *unfinished(): AsyncIterable<Unfinished> {
    for (const file of await filesBelow(this.root)) {
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

  /** @param publish gives the written file its name */
  async #write(
    key: string,
    body: Uint8Array | Readable,
    publish: (pending: string, target: string) => Promise<void>,
  ): Promise<void> {
    const target = this.pathOf(key);
    const folder = dirname(target);
    await mkdir(folder, { recursive: true });
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

async function filesBelow(folder: string): Promise<Dirent[]> {
  const entries = (await orUndefined(readdir(folder, { recursive: true, withFileTypes: true }))) ?? [];
  return entries.filter((entry) => entry.isFile());
}

function pathTo({ parentPath, name }: Dirent): string {
  return join(parentPath, name);
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
