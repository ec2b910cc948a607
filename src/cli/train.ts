import type { Command } from 'commander';
import type { CreateJob } from '../../clients/typescript/src/index.js';
import { isList } from '../contracts/hyperparameter-table.js';
import { hyperparameterHelp } from './hyperparameter-help.js';
import { wholeNumber } from './numbers.js';
import { RECONNECTS, showProgress } from './progress.js';
import { scoreText } from './quality-text.js';
import { type ServiceOptions, serviceOf, urlOption } from './service.js';
import { parseSettings } from './settings.js';
import { writeLine } from './write-line.js';

/** Images that `--evaluate` without a number compares. */
const EVALUATED = 128;
/** Of posting the job: a restart of the service takes some seconds. */
const RETRIES = 4;

interface Given extends ServiceOptions {
  readonly name?: string;
  readonly conditional?: true;
  readonly evaluate?: number | true;
  readonly set?: Record<string, unknown>;
}

/** Adds `atelier train`, which writes the job's id and how it ended. */
export function addTrainCommand(program: Command): void {
  program
    .command('train <dataset>')
    .description('post a job to a running Atelier and watch it')
    .addOption(urlOption)
    .option('--name <name>', "the job's name")
    .option('--conditional', "learn the dataset's classes: --set conditional=true")
    .option('--evaluate [images]', `find the best checkpoint: --set evaluateImages=${EVALUATED}`, wholeNumber)
    .option('--set <name=value...>', 'hyperparameters, e.g. --set numEpochs=2 batchSize=64', parseSettings)
    .addHelpText('after', () => `\nHyperparameters, with commas in lists (--set name=a,b):\n${hyperparameterHelp()}`)
    .action(async (dataset: string, { name, ...options }: Given) => {
      const client = serviceOf(options, RETRIES);
      const hyperparameters = hyperparametersOf(options);
      const job = await client.jobs.create({ dataset, ...(name ? { name } : {}), hyperparameters });
      process.stderr.write(`${job.id}\n`);
      const ended = await showProgress(serviceOf(options, RECONNECTS), job);
      writeLine(ended.id, ended.state);
      if (ended.best) process.stderr.write(`best: ${ended.best.checkpoint} (${scoreText(ended.best)})\n`);
      for (const { message, code, toStep } of ended.warnings) {
        if (toStep === null) process.stderr.write(`warning: ${message} (${code})\n`);
      }
      if (ended.error) process.stderr.write(`${ended.error.message} (${ended.error.code})\n`);
      if (ended.state !== 'succeeded') process.exitCode = 1;
    });
}

/** What is set by name counts; whether it is right, the service says. */
function hyperparametersOf({ conditional, evaluate, set }: Given): NonNullable<CreateJob['hyperparameters']> {
  return {
    ...(conditional ? { conditional } : {}),
    ...(evaluate === undefined ? {} : { evaluateImages: evaluate === true ? EVALUATED : evaluate }),
    ...Object.fromEntries(Object.entries(set ?? {}).map(([name, value]) => [name, listed(name, value)])),
  };
}

/** Of a list that is no JSON, the words between its commas. */
function listed(name: string, value: unknown): unknown {
  return typeof value === 'string' && isList(name) ? value.split(',') : value;
}
