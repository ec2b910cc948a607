import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { Client } from './client.js';
import { decimal, wholeNumber } from './numbers.js';
import { SOURCE_HELP, sourceOf } from './source.js';

/** Formats that are one picture, with the ending of its file. */
const pictures = { grid: 'png', strip: 'png', webp: 'webp', gif: 'gif' } as const;

interface Given {
  readonly url: string;
  readonly count: number;
  readonly seed?: number;
  readonly label?: string;
  readonly truncation?: number;
  readonly scale?: number;
  readonly format: 'png' | keyof typeof pictures;
  readonly grid?: true;
  readonly save: boolean;
  readonly out: string;
}

/** Adds `atelier generate`, which writes the name of each file. */
export function addGenerateCommand(program: Command, defaultUrl: string, clientOf: (url: string) => Client): void {
  program
    .command('generate <model>')
    .description(`generate designs from a model, ${SOURCE_HELP}`)
    .option('--url <url>', 'where Atelier runs', defaultUrl)
    .option('--count <count>', 'how many designs', wholeNumber, 1)
    .option('--seed <seed>', 'same seed, same designs', wholeNumber)
    .option('--label <class>', 'designs of this class, of a conditional model')
    .option('--truncation <limit>', 'more typical designs the lower it is: 0.05 to 4', decimal)
    .option('--scale <times>', 'enlarge the designs: 1 to 8 times', wholeNumber)
    .addOption(
      new Option('--format <format>', 'png: a file each. grid, strip, webp, gif: one file of all')
        .choices(['png', ...Object.keys(pictures)])
        .default('png'),
    )
    .option('--grid', 'one PNG with all designs: --format grid')
    .option('--no-save', 'keep the designs out of the gallery')
    .option('--out <folder>', 'folder for the designs', '.')
    .action(async (id: string, given: Given) => {
      await mkdir(given.out, { recursive: true });
      for (const { name, bytes } of await fetchDesigns(clientOf(given.url), id, given)) {
        const file = join(given.out, name);
        await writeFile(file, bytes);
        process.stdout.write(`${file}\n`);
      }
    });
}

async function fetchDesigns(client: Client, id: string, given: Given): Promise<{ name: string; bytes: Buffer }[]> {
  const { count, seed, label, truncation, scale, save } = given;
  // What is undefined is left out of JSON.
  const request = { ...sourceOf(id), count, seed, label, truncation, scale, ...(save ? {} : { save }) };
  const format = given.grid ? 'grid' : given.format;
  if (format !== 'png') {
    return [{ name: `designs.${pictures[format]}`, bytes: await client.bytes('/generate', { ...request, format }) }];
  }
  const answer = await client.bytes('/generate', { ...request, format: 'json' });
  const { designs } = JSON.parse(answer.toString()) as { designs: { seed: number; png: string }[] };
  return designs.map(({ seed: its, png }) => ({ name: `design-seed-${its}.png`, bytes: Buffer.from(png, 'base64') }));
}
