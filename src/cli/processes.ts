import { once } from 'node:events';
import type { Command } from 'commander';
import type { Logger } from 'pino';
import { type Config, readConfig } from '../config.js';
import { createLogger } from '../logger.js';
import { awaitRedis } from '../redis/await-redis.js';
import { stopSignal } from './stop-signal.js';

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
  const running = await start(config, logger);
  if (!stopping.aborted) await once(stopping, 'abort');
  await running.close();
}

function requireRedis({ REDIS_URL }: Config): string {
  if (REDIS_URL) return REDIS_URL;
  throw new Error('REDIS_URL is not set: name the Redis that API and workers share, or run `atelier serve`.');
}
