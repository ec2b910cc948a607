import { mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ConditionalObject, LEASE_TIMES, withLease } from './lease.js';
import { makeFolder } from './make-folder.js';

/** A file is read much faster than an object of S3. */
const LOCK_TIMES = { ...LEASE_TIMES, pollEvery: 20 };

/** A rename that found another state than it was to change. */
const REFUSED = new Set(['ENOENT', 'ENOTEMPTY', 'EEXIST']);

/**
 * Runs an action while this process holds the lock of a folder's name, which other processes on the same disk respect.
 *
 * @param folder stands for the lock, held or not
 * @param action is given a signal that says that the lock was lost, such as when the process had been stopped
 * @throws AtelierError `overloaded` if others hold it for minutes
 */
export async function withFileLock<T>(folder: string, action: (lost: AbortSignal) => Promise<T>): Promise<T> {
  return await withLease(fileLease(folder), action, LOCK_TIMES);
}

/**
 * The text of a lease as the name of the one file in a folder. A rename is atomic, also on network disks, and works only
 * while the file has the name that was seen, so it is the conditional write that file systems don't offer otherwise.
 *
 * @param folder never empty once it is there
 */
export function fileLease(folder: string): ConditionalObject {
  return {
    read: async () => {
      const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw error;
      });
      // A file that is renamed meanwhile may be listed under both names or none; a write then finds out.
      const name = names.at(-1);
      return name === undefined ? undefined : { body: name, etag: name };
    },
    write: async (body, etag) => {
      const isWritten = etag === undefined ? await create(folder, body) : await renamed(folder, etag, body);
      return isWritten ? body : undefined;
    },
  };
}

async function renamed(folder: string, from: string, to: string): Promise<boolean> {
  if (await isDone(rename(join(folder, from), join(folder, to)))) return true;
  // A rename over a network whose reply was lost is sent again, and finds its own work.
  return await isDone(stat(join(folder, to)));
}

/** Puts the folder there with its file in it: this fails if there is one that is not empty. */
async function create(folder: string, name: string): Promise<boolean> {
  const parent = dirname(folder);
  await makeFolder(parent);
  const pending = await mkdtemp(join(parent, '.pending-'));
  try {
    await writeFile(join(pending, name), '');
    return await isDone(rename(pending, folder));
  } finally {
    await rm(pending, { recursive: true, force: true });
  }
}

async function isDone(change: Promise<unknown>): Promise<boolean> {
  try {
    await change;
    return true;
  } catch (error) {
    if (REFUSED.has((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}
