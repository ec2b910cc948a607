import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits for something that may wait for a Redis that is away.
 * @returns whether it was done in time; it may go on after that
 * @throws what it throws in time
 */
export async function within(ms: number, action: Promise<unknown>): Promise<boolean> {
  const done = new AbortController();
  const late = sleep(ms, false, { signal: done.signal }).catch(() => false);
  try {
    return await Promise.race([late, action.then(() => true)]);
  } finally {
    done.abort();
    action.catch(() => {});
  }
}
