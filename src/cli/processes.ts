import { once } from 'node:events';
import type { Command } from 'commander';
import type { Logger } from 'pino';
import { type Config, readConfig } from '../config.js';
import { createLogger } from '../logger.js';
import { awaitRedis } from '../redis/await-redis.js';
import { within } from '../within.js';
import { stopSignal } from './stop-signal.js';

/** How long a start may go on when it is told to end, in ms. */
const START_MS = 10_000;

interface Running {
  close(): Promise<void>;
}

/** Adds `atelier serve`, `api` and `worker`: each runs until it is told to end. */
export function addProcessCommands(program: Command): void {
  program
    .command('serve')
    .description('run everything on this machine: the API, a worker and, without REDIS_URL, a Redis')
    .action(() =>
      run(async (config, logger) => {
        const { startStandalone } = await import('../standalone.js');
        const running = await startStandalone(config, logger);
        logger.info({ url: running.url }, 'Atelier is up');
        return running;
      }),
    );

  program
    .command('api')
    .description('run an API process; needs REDIS_URL')
    .action(() =>
      run(async (config, logger) => {
        const { startServer } = await import('../server.js');
        return await startServer(config, requireRedis(config), logger);
      }),
    );

  program
    .command('worker')
    .description('run a worker; needs REDIS_URL')
    .action(() =>
      run(async (config, logger) => {
        const { startWorker } = await import('../worker.js');
        return await startWorker(config, requireRedis(config), logger);
      }),
    );
}

async function run(start: (config: Config, logger: Logger) => Promise<Running>): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config.LOG_LEVEL);
  const stopping = stopSignal(logger);
  if (config.REDIS_URL && !(await awaitRedis(config.REDIS_URL, { logger, signal: stopping }))) return;
  const starting = start(config, logger);
  const stopped = stopping.aborted ? Promise.resolve() : once(stopping, 'abort');
  await Promise.race([starting, stopped]);
  // A start that waits for a Redis which went away in its middle has no end.
  if (await within(START_MS, starting)) {
    await stopped;
    await (await starting).close();
  }
  // What still waits for a Redis that is away waits in vain.
  process.exit();
}

function requireRedis({ REDIS_URL }: Config): string {
  if (REDIS_URL) return REDIS_URL;
  throw new Error('REDIS_URL is not set: name the Redis that API and workers share, or run `atelier serve`.');
}
