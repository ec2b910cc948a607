/** The command line. A command loads what only it needs when it runs: a service takes longer to load than to ask. */
import { basename, resolve } from 'node:path';
import { Command } from 'commander';

import { Client } from './cli/client.js';
import { addExchangeCommands } from './cli/exchange.js';
import { addGenerateCommand } from './cli/generate.js';
import { addJobCommands } from './cli/jobs.js';
import { addKeyCommands } from './cli/keys.js';
import { addMaintenanceCommands } from './cli/maintenance.js';
import { addModelCommands } from './cli/models.js';
import { wholeNumber } from './cli/numbers.js';
import { showProgress } from './cli/progress.js';
import { scoreText } from './cli/quality-text.js';
import { parseSettings } from './cli/settings.js';
import { untilSignal } from './cli/until-signal.js';
import { addWebhookCommands } from './cli/webhooks.js';
import { type Config, readConfig, storeLocation } from './config.js';
import { createCommandLogger, createLogger } from './logger.js';
import { version } from './version.js';

/** Images that `--evaluate` without a number compares. */
const EVALUATED = 128;

// Whoever reads may have enough before the end: `atelier jobs list | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const program = new Command('atelier')
  .description("Trains a DCGAN on a retailer's garment photos and generates new designs.")
  .version(version);

program
  .command('serve')
  .description('run everything on this machine: the API, a worker and, without REDIS_URL, a Redis')
  .action(async () => {
    const { config, logger } = begin();
    const { startStandalone } = await import('./standalone.js');
    const running = await startStandalone(config, logger);
    logger.info({ url: running.url }, 'Atelier is up');
    await untilSignal(logger);
    await running.close();
  });

program
  .command('api')
  .description('run an API process; needs REDIS_URL')
  .action(async () => {
    const { config, logger } = begin();
    const redisUrl = requireRedis(config);
    const { startServer } = await import('./server.js');
    const server = await startServer(config, redisUrl, logger);
    await untilSignal(logger);
    await server.close();
  });

program
  .command('worker')
  .description('run a worker; needs REDIS_URL')
  .action(async () => {
    const { config, logger } = begin();
    const redisUrl = requireRedis(config);
    const { startWorker } = await import('./worker.js');
    const worker = await startWorker(config, redisUrl, logger);
    await untilSignal(logger);
    await worker.close();
  });

program
  .command('datasets')
  .description('manage datasets')
  .command('import <folder>')
  .description('import a folder of images, one folder per class, into the store')
  .option('--name <name>', "the dataset's name; the folder's by default")
  .action(async (folder: string, options: { name?: string }) => {
    const { config } = begin();
    const [{ openStore }, { DecoderPool }, { folderFiles }, { importDataset }] = await Promise.all([
      import('./storage/open-store.js'),
      import('./datasets/decoder-pool.js'),
      import('./datasets/folder-source.js'),
      import('./datasets/import.js'),
    ]);
    const store = await openStore(storeLocation(config));
    const decoder = new DecoderPool({ entry: new URL('./decoder.js', import.meta.url) });
    const { dataset, created } = await importDataset(store, folderFiles(folder), {
      name: options.name ?? basename(resolve(folder)),
      decoder,
      concurrency: decoder.processes,
      onProgress: (done) => process.stderr.isTTY && process.stderr.write(`\r${done} files`),
    }).finally(() => decoder.close());
    if (process.stderr.isTTY) process.stderr.write('\n');
    for (const { file, reason } of dataset.rejected) process.stderr.write(`left out ${file}: ${reason}\n`);
    process.stderr.write(
      `${created ? 'imported' : 'known already:'} ${dataset.images} images in ${dataset.classes.length} classes\n`,
    );
    process.stdout.write(`${dataset.id}\n`);
  });

program
  .command('train <dataset>')
  .description('post a job to a running Atelier and watch it')
  .option('--url <url>', 'where Atelier runs', defaultUrl())
  .option('--name <name>', "the job's name")
  .option('--conditional', "learn the dataset's classes: --set conditional=true")
  .option('--evaluate [images]', 'find the best checkpoint: --set evaluateImages=128', wholeNumber)
  .option('--set <name=value...>', 'hyperparameters, e.g. --set numEpochs=2 batchSize=64', parseSettings)
  .action(async (dataset: string, options: TrainOptions) => {
    const client = clientOf(options.url);
    const { name } = options;
    const hyperparameters = hyperparametersOf(options);
    const job = await client.createJob({ dataset, ...(name ? { name } : {}), hyperparameters });
    process.stderr.write(`${job.id}\n`);
    const ended = await showProgress(client, job);
    process.stdout.write(`${ended.id} ${ended.state}\n`);
    if (ended.best) process.stderr.write(`best: ${ended.best.checkpoint} (${scoreText(ended.best)})\n`);
    if (ended.error) process.stderr.write(`${ended.error.message} (${ended.error.code})\n`);
    if (ended.state !== 'succeeded') process.exitCode = 1;
  });

addJobCommands(program, defaultUrl(), clientOf);
addModelCommands(program, defaultUrl(), clientOf);
addWebhookCommands(program, defaultUrl(), clientOf);
addExchangeCommands(program, defaultUrl(), clientOf);
addKeyCommands(program, () => readConfig(process.env));

addGenerateCommand(program, defaultUrl(), clientOf);

program
  .command('rebuild')
  .description('bring back jobs, checkpoints and models from the store, after Redis has lost them')
  .action(async () => {
    const { rebuild } = await import('./cli/rebuild.js');
    await rebuild(readConfig(process.env), createCommandLogger(), (line) => process.stdout.write(`${line}\n`));
  });

addMaintenanceCommands(program, () => readConfig(process.env));

program
  .command('doctor')
  .description('say what device, TensorFlow, Redis, store, disk and clock are in use, and what is missing')
  .action(async () => {
    const { doctor } = await import('./cli/doctor.js');
    const healthy = await doctor(readConfig(process.env), (line) => process.stdout.write(`${line}\n`));
    if (!healthy) process.exitCode = 1;
  });

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`atelier: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
  // A failed start may leave connections behind that would keep the process alive.
  setTimeout(() => process.exit(), 1_000).unref();
});

function begin() {
  const config = readConfig(process.env);
  return { config, logger: createLogger(config.LOG_LEVEL) };
}

function requireRedis({ REDIS_URL }: Config): string {
  if (REDIS_URL) return REDIS_URL;
  throw new Error('REDIS_URL is not set: name the Redis that API and workers share, or run `atelier serve`.');
}

function defaultUrl(): string {
  const { HOST, PORT } = readConfig(process.env);
  return `http://${HOST}:${PORT}`;
}

function clientOf(url: string): Client {
  return new Client(url, readConfig(process.env).ATELIER_API_KEY);
}

interface TrainOptions {
  readonly url: string;
  readonly name?: string;
  readonly conditional?: true;
  readonly evaluate?: number | true;
  readonly set?: Record<string, unknown>;
}

/** What is set by name counts. */
function hyperparametersOf({ conditional, evaluate, set }: TrainOptions): Record<string, unknown> {
  return {
    ...(conditional ? { conditional } : {}),
    ...(evaluate === undefined ? {} : { evaluateImages: evaluate === true ? EVALUATED : evaluate }),
    ...set,
  };
}
