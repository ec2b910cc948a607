import type { Logger } from 'pino';

const NAMES = ['SIGINT', 'SIGTERM'] as const;

/** Aborted by the first SIGINT or SIGTERM; a second one ends the process at once. */
export function stopSignal(logger: Logger): AbortSignal {
  const stopping = new AbortController();
  const stop = (name: NodeJS.Signals) => {
    for (const each of NAMES) process.off(each, stop).once(each, () => process.exit(1));
    logger.info({ signal: name }, 'stopping: running jobs write a checkpoint first');
    stopping.abort();
  };
  for (const name of NAMES) process.on(name, stop);
  return stopping.signal;
}
