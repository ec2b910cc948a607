import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import type { Client } from './client.js';
import { checkpointPath, SOURCE_HELP } from './source.js';

/** The files that formats are short for. */
const files = {
  safetensors: 'generator.safetensors',
  onnx: 'generator.onnx',
  tfjs: 'generator.tfjs.zip',
} as const;

/** Adds `atelier export` and `atelier import`. */
export function addExchangeCommands(program: Command, defaultUrl: string, clientOf: (url: string) => Client): void {
  program
    .command('export <checkpoint>')
    .description(`write a generator for another program: that of ${SOURCE_HELP}`)
    .addOption(
      new Option('--format <format>', 'safetensors for PyTorch, onnx, or tfjs')
        .choices(Object.keys(files))
        .default('safetensors'),
    )
    .option('--url <url>', 'where Atelier runs', defaultUrl)
    .option('--out <file>', "the file to write; by default the format's own name")
    .action(async (id: string, options: { url: string; format: keyof typeof files; out?: string }) => {
      const client = clientOf(options.url);
      const name = files[options.format];
      const out = options.out ?? name;
      await pipeline(await client.download(`${checkpointPath(id)}/${name}`), createWriteStream(out));
      process.stdout.write(`${out}\n`);
    });

  program
    .command('import <file>')
    .description("import a generator that was trained with the tutorial's own code: its state_dict as safetensors")
    .option('--discriminator <file>', 'the discriminator, with which training may go on')
    .option('--name <name>', "the job's name")
    .option('--url <url>', 'where Atelier runs', defaultUrl)
    .action(async (generator: string, options: { url: string; discriminator?: string; name?: string }) => {
      const form = new FormData();
      if (options.name) form.append('name', options.name);
      form.append('generator', new Blob([await readFile(generator)]), 'generator.safetensors');
      if (options.discriminator) {
        form.append('discriminator', new Blob([await readFile(options.discriminator)]), 'discriminator.safetensors');
      }
      const { id } = await clientOf(options.url).importWeights(form);
      process.stdout.write(`${id}\n`);
    });
}
