import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lock } from 'proper-lockfile';
import { AtelierError } from '../errors.js';

/** A holder renews its lock this often, and one that has not for so long is taken to be dead. In ms. */
const RENEWED_EVERY_MS = 2_000;
const STALE_AFTER_MS = 10_000;

/** Tries to get a lock, some two minutes' worth. */
const RETRIES = { retries: 600, factor: 1.5, minTimeout: 10, maxTimeout: 200, randomize: true };
const RETRY_AFTER_SECONDS = 10;

/**
 * Runs an action while this process holds the lock of a name, which other processes on the same disk respect.
 *
 * @param file names the lock; a folder `<file>.lock` stands for it while it is held
 * @param action is given a signal that says that the lock was lost, such as when the process had been stopped
 * @throws AtelierError `overloaded` if others hold it for minutes
 */
export async function withFileLock<T>(file: string, action: (lost: AbortSignal) => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  const lost = new AbortController();
  const release = await lock(file, {
    realpath: false,
    stale: STALE_AFTER_MS,
    update: RENEWED_EVERY_MS,
    retries: RETRIES,
    onCompromised: (error) => lost.abort(error),
  }).catch(refuseLocked);
  try {
    return await action(lost.signal);
  } finally {
    // A lock that was lost is another's by now.
    if (!lost.signal.aborted) await release();
  }
}

function refuseLocked(error: NodeJS.ErrnoException): never {
  if (error.code !== 'ELOCKED') throw error;
  throw new AtelierError('overloaded', 'Others have been changing the datasets for minutes; try again soon.', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause: error,
  });
}
