import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { AtelierError } from '../errors.js';

const RETRY_MS = 500;

/**
 * Does something in Redis until Redis does it: it may be loading, out of memory, or unable to write its log for a
 * while. (Lost connections are waited for by the connection itself.)
 * @throws AtelierError what the action itself refuses; the last error of Redis when the signal ends the waiting
 */
export async function retryUntilDone<T>(logger: Logger, action: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (error instanceof AtelierError || signal?.aborted) throw error;
      logger.warn({ err: error }, 'Redis refuses; trying again');
      await sleep(RETRY_MS);
    }
  }
}
