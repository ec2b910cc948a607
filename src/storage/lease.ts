import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AtelierError } from '../errors.js';

/** One small text that is written only if it is as it was seen: an object of S3, or a file. */
export interface ConditionalObject {
  /** @returns the text and what names this version of it, or undefined if there is none */
  read(): Promise<{ readonly body: string; readonly etag: string } | undefined>;
  /**
   * Writes if the text is still of a version; undefined: if there is none.
   * @returns the new version, or undefined if somebody else was first
   */
  write(body: string, etag: string | undefined): Promise<string | undefined>;
}

/** All in ms. */
export interface LeaseTimes {
  /** A holder renews its lease this often. */
  readonly renewEvery: number;
  /** A lease that others have not seen renewed for so long is theirs to take. */
  readonly staleAfter: number;
  /** How often those who wait read it, and how long they wait. */
  readonly pollEvery: number;
  readonly giveUpAfter: number;
}

export const LEASE_TIMES: LeaseTimes = { renewEvery: 2_000, staleAfter: 10_000, pollEvery: 200, giveUpAfter: 120_000 };

const RETRY_AFTER_SECONDS = 10;
/** The text of a lease that nobody holds: not every S3 knows conditions on a removal. */
const FREE = 'free';

/**
 * Runs an action while this process holds a lease. Others judge a holder by whether the text changes before their own
 * eyes, so no two clocks are ever compared.
 *
 * @param action is given a signal that says that the lease was lost, such as when the process had been stopped
 * @throws AtelierError `overloaded` if others hold it for minutes
 */
export async function withLease<T>(
  object: ConditionalObject,
  action: (lost: AbortSignal) => Promise<T>,
  times: LeaseTimes = LEASE_TIMES,
): Promise<T> {
  const holder = randomUUID();
  const lost = new AbortController();
  const over = new AbortController();
  let taken = performance.now();
  let etag = await take(object, holder, times, () => {
    taken = performance.now();
  });
  // Counted from before the write: others can't have seen it earlier.
  const loseAfter = times.staleAfter - times.renewEvery;
  const lose = () => lost.abort(new AtelierError('storage_unavailable', 'The lock on the store was lost.'));
  let deadline = setTimeout(lose, loseAfter - (performance.now() - taken));

  const renew = async (): Promise<void> => {
    for (let count = 1; !lost.signal.aborted; count++) {
      await sleep(times.renewEvery, undefined, { signal: over.signal });
      const began = performance.now();
      // One that fails is tried again, until the deadline.
      const renewed = await object.write(`${holder} ${count}`, etag).catch(() => etag);
      if (renewed === undefined) return lose();
      if (renewed === etag) continue;
      etag = renewed;
      clearTimeout(deadline);
      if (!over.signal.aborted) deadline = setTimeout(lose, loseAfter - (performance.now() - began));
    }
  };
  const renewing = renew().catch(() => {});
  try {
    return await action(lost.signal);
  } finally {
    over.abort();
    clearTimeout(deadline);
    await renewing;
    // One that can't be freed is free when it is stale.
    if (!lost.signal.aborted) await object.write(FREE, etag).catch(() => undefined);
  }
}

/** @returns the version of the lease that this process holds */
async function take(object: ConditionalObject, holder: string, times: LeaseTimes, onTry: () => void): Promise<string> {
  const begun = performance.now();
  let seen: { etag: string; since: number } | undefined;
  while (performance.now() - begun < times.giveUpAfter) {
    const now = performance.now();
    onTry();
    const current = await object.read();
    if (current && current.etag !== seen?.etag) seen = { etag: current.etag, since: now };
    const isFree = !current || current.body === FREE || (seen && now - seen.since >= times.staleAfter);
    const etag = isFree ? await object.write(`${holder} 0`, current?.etag) : undefined;
    if (etag !== undefined) return etag;
    // Those that wait must not all look at the same moment.
    await sleep(times.pollEvery * (0.5 + Math.random()));
  }
  throw new AtelierError('overloaded', 'Others have been changing the store for minutes; try again soon.', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
