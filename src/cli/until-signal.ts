import type { Logger } from 'pino';

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
export async function untilSignal(logger: Logger): Promise<void> {
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, resolve);
  });
  logger.info({ signal }, 'stopping: running jobs write a checkpoint first');
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(1));
}
