import type { Command } from 'commander';
import type { Model, PutModel } from '../../clients/typescript/src/index.js';
import { wholeNumber } from './numbers.js';
import { type ServiceOptions, serviceOf, urlOption } from './service.js';
import { checkpointSourceOf, SOURCE_HELP } from './source.js';
import { writeLine } from './write-line.js';

interface Given extends ServiceOptions {
  readonly by?: string;
}

/** Adds `atelier models …`. Every command writes one line a model or version: number, checkpoint, when, by whom. */
export function addModelCommands(program: Command): void {
  const models = program.command('models').description('manage the models of a running Atelier');
  const command = (usage: string, description: string) =>
    models.command(usage).description(description).addOption(urlOption);

  command('list', 'list models by name').action(async (options: Given) => {
    for await (const { name, ...version } of serviceOf(options).models.list()) writeLine(name, lineOf(version));
  });

  command('show <model>', "list a model's versions, newest first").action(async (name: string, options: Given) => {
    for (const version of (await serviceOf(options).models.get(name)).versions) writeLine(lineOf(version));
  });

  command('set <model> <checkpoint>', `point a model at ${SOURCE_HELP}`)
    .option('--by <who>', 'who does it, for the history')
    .action(async (name: string, id: string, options: Given) => {
      print(await serviceOf(options).models.put(name, withAuthor(checkpointSourceOf(id), options.by)));
    });

  command('roll-back <model>', 'point a model back at what an earlier version pointed at')
    .option('--to <version>', 'number of the version; the one before by default', wholeNumber)
    .option('--by <who>', 'who does it, for the history')
    .action(async (name: string, { to, ...options }: Given & { to?: number }) => {
      const { models } = serviceOf(options);
      const { version, versions } = await models.get(name);
      const target = to ?? versions[1]?.version;
      if (target === undefined) throw new Error(`Model ${name} has one version only.`);
      // What was looked at must be what is changed.
      print(await models.put(name, withAuthor({ version: target }, options.by), { ifVersion: version }));
    });

  command('delete <model>', 'delete a model; its checkpoints stay').action(async (name: string, options: Given) => {
    await serviceOf(options).models.delete(name);
    writeLine(name, 'deleted');
  });
}

function withAuthor(target: PutModel, by: string | undefined): PutModel {
  return by === undefined ? target : { ...target, by };
}

function print({ name, ...model }: Model): void {
  writeLine(name, lineOf(model));
}

function lineOf({ version, checkpoint, createdAt, by }: Model['versions'][number]): string {
  return `${version} ${checkpoint} ${createdAt}${by === null ? '' : ` ${by}`}`;
}
