import type { Command } from 'commander';
import type { Model, ModelVersion, PutModel } from '../contracts/model.js';
import type { Client } from './client.js';
import { wholeNumber } from './numbers.js';
import { checkpointSourceOf, SOURCE_HELP } from './source.js';
import { writeLine } from './write-line.js';

interface Given {
  readonly url: string;
  readonly by?: string;
}

/** Adds `atelier models …`. Every command writes one line a model or version: number, checkpoint, when, by whom. */
export function addModelCommands(program: Command, defaultUrl: string, clientOf: (url: string) => Client): void {
  const models = program.command('models').description('manage the models of a running Atelier');
  const command = (usage: string, description: string) =>
    models.command(usage).description(description).option('--url <url>', 'where Atelier runs', defaultUrl);

  command('list', 'list models by name').action(async ({ url }: Given) => {
    for await (const { name, ...version } of clientOf(url).models()) writeLine(name, lineOf(version));
  });

  command('show <model>', "list a model's versions, newest first").action(async (name: string, { url }: Given) => {
    for (const version of (await clientOf(url).model(name)).versions) writeLine(lineOf(version));
  });

  command('set <model> <checkpoint>', `point a model at ${SOURCE_HELP}`)
    .option('--by <who>', 'who does it, for the history')
    .action(async (name: string, id: string, { url, by }: Given) => {
      print(await clientOf(url).putModel(name, withAuthor(checkpointSourceOf(id), by)));
    });

  command('roll-back <model>', 'point a model back at what an earlier version pointed at')
    .option('--to <version>', 'number of the version; the one before by default', wholeNumber)
    .option('--by <who>', 'who does it, for the history')
    .action(async (name: string, { url, by, to }: Given & { to?: number }) => {
      const client = clientOf(url);
      const { version, versions } = await client.model(name);
      const target = to ?? versions[1]?.version;
      if (target === undefined) throw new Error(`Model ${name} has one version only.`);
      // What was looked at must be what is changed.
      print(await client.putModel(name, withAuthor({ version: target }, by), version));
    });

  command('delete <model>', 'delete a model; its checkpoints stay').action(async (name: string, { url }: Given) => {
    await clientOf(url).deleteModel(name);
    writeLine(name, 'deleted');
  });
}

function withAuthor(target: PutModel, by: string | undefined): PutModel {
  return by === undefined ? target : { ...target, by };
}

function print({ name, ...model }: Model): void {
  writeLine(name, lineOf(model));
}

function lineOf({ version, checkpoint, createdAt, by }: ModelVersion): string {
  return `${version} ${checkpoint} ${createdAt}${by === null ? '' : ` ${by}`}`;
}
