import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ArtifactStore } from './artifact-store.js';
import { withFileLock } from './file-lock.js';

const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/** Objects being written carry this prefix; a reader never sees them, and `list` leaves them out. */
const PENDING = '.pending-';

/** Objects as files below one folder. */
export class DiskStore implements ArtifactStore {
  constructor(readonly root: string) {}

  get description(): string {
    return `disk:${this.root}`;
  }

  async put(key: string, body: Uint8Array | Readable): Promise<void> {
    const target = this.pathOf(key);
    const folder = dirname(target);
    await mkdir(folder, { recursive: true });
    const pending = join(folder, `${PENDING}${randomBytes(8).toString('hex')}`);
    try {
      const source = body instanceof Readable ? body : Readable.from([body]);
      // `flush` syncs the bytes to disk before the file closes, so that the rename never outruns them.
      await pipeline(source, createWriteStream(pending, { flags: 'wx', flush: true }));
      await rename(pending, target);
      await syncFolder(folder);
    } catch (error) {
      await rm(pending, { force: true });
      throw error;
    }
  }

  async get(key: string): Promise<Buffer | undefined> {
    return await orUndefined(readFile(this.pathOf(key)));
  }

  async getStream(key: string): Promise<Readable | undefined> {
    // Opened here rather than by the stream, so that a missing object is an answer and not a later error event.
    const handle = await orUndefined(open(this.pathOf(key)));
    return handle === undefined ? undefined : createReadStream('', { fd: handle });
  }

  async size(key: string): Promise<number | undefined> {
    const found = await orUndefined(stat(this.pathOf(key)));
    return found?.isFile() ? found.size : undefined;
  }

  async list(prefix: string): Promise<string[]> {
    const folder = this.pathOf(prefix);
    const entries = (await orUndefined(readdir(folder, { recursive: true, withFileTypes: true }))) ?? [];
    return entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith(PENDING))
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(this.root.length + 1)
          .split(sep)
          .join('/'),
      )
      .sort();
  }

  async children(prefix: string): Promise<string[]> {
    const names = (await orUndefined(readdir(this.pathOf(prefix)))) ?? [];
    return names.filter((name) => !name.startsWith(PENDING)).sort();
  }

  async remove(prefix: string): Promise<void> {
    await rm(this.pathOf(prefix), { recursive: true, force: true });
  }

  async exclusively<T>(name: string, action: (lost: AbortSignal) => Promise<T>): Promise<T> {
    return await withFileLock(this.pathOf(`locks/${name}`), action);
  }

  /** @throws TypeError for what is not a key */
  pathOf(key: string): string {
    const segments = key.split('/');
    if (!segments.every((segment) => SEGMENT.test(segment))) throw new TypeError(`not a key of the store: ${key}`);
    return join(this.root, ...segments);
  }
}

/** Makes a rename in the folder durable. */
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
