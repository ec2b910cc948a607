import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Generate } from '../../clients/typescript/src/index.js';
import { makeFolder } from '../storage/make-folder.js';
import { decimal, wholeNumber } from './numbers.js';
import { type ServiceOptions, serviceOf, urlOption } from './service.js';
import { SOURCE_HELP, sourceOf } from './source.js';

interface Given extends ServiceOptions {
  readonly count: number;
  readonly seed?: number;
  readonly label?: string;
  readonly truncation?: number;
  readonly scale?: number;
  /** Which there are, the service knows. */
  readonly format: NonNullable<Generate['format']>;
  readonly grid?: true;
  readonly save: boolean;
  readonly out: string;
}

/** Adds `atelier generate`, which writes the name of each file. */
export function addGenerateCommand(program: Command): void {
  program
    .command('generate <model>')
    .description(`generate designs from a model, ${SOURCE_HELP}`)
    .addOption(urlOption)
    .option('--count <count>', 'how many designs', wholeNumber, 1)
    .option('--seed <seed>', 'same seed, same designs', wholeNumber)
    .option('--label <class>', 'designs of this class, of a conditional model')
    .option('--truncation <limit>', 'more typical designs the lower it is: 0.05 to 4', decimal)
    .option('--scale <times>', 'enlarge the designs: 1 to 8 times', wholeNumber)
    .option('--format <format>', 'png: a file each; grid, webp or another that the service has: one file of all', 'png')
    .option('--grid', 'one PNG with all designs: --format grid')
    .option('--no-save', 'keep the designs out of the gallery')
    .option('--out <folder>', 'folder for the designs', '.')
    .action(async (id: string, given: Given) => {
      await makeFolder(given.out);
      for (const { name, bytes } of await makeDesigns(id, given)) {
        const file = join(given.out, name);
        await writeFile(file, bytes);
        process.stdout.write(`${file}\n`);
      }
    });
}

async function makeDesigns(id: string, given: Given): Promise<{ name: string; bytes: Buffer }[]> {
  const client = serviceOf(given);
  const { count, seed, label, truncation, scale, save } = given;
  const request: Generate = {
    ...sourceOf(id),
    count,
    ...(seed === undefined ? {} : { seed }),
    ...(label === undefined ? {} : { label }),
    ...(truncation === undefined ? {} : { truncation }),
    ...(scale === undefined ? {} : { scale }),
    ...(save ? {} : { save }),
  };
  const format = given.grid ? 'grid' : given.format;
  if (format === 'png' || format === 'json') {
    const { designs } = await client.generate({ ...request, format: 'json' });
    return designs.map(({ seed, png = '' }) => ({
      name: `design-seed-${seed}.png`,
      bytes: Buffer.from(png, 'base64'),
    }));
  }
  const { blob } = await client.generate({ ...request, format });
  // A file ends in the subtype of its media type, in every format that there is.
  return [{ name: `designs.${blob.type.replace(/^.*\//, '')}`, bytes: Buffer.from(await blob.arrayBuffer()) }];
}
