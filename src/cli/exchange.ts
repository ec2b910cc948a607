import { createWriteStream } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { type Command, Option } from 'commander';
import { reasonOf } from './error-message.js';
import { type ServiceOptions, serviceOf, urlOption } from './service.js';
import { SOURCE_HELP, stepOf } from './source.js';
import { writeLine } from './write-line.js';

/** The files that formats are short for. */
const files = {
  safetensors: 'generator.safetensors',
  onnx: 'generator.onnx',
  tfjs: 'generator.tfjs.zip',
} as const;

/** Adds `atelier export` and `atelier import`. */
export function addExchangeCommands(program: Command): void {
  program
    .command('export <checkpoint>')
    .description(`write a generator for another program: that of ${SOURCE_HELP}`)
    .addOption(
      new Option('--format <format>', 'safetensors for PyTorch, onnx, or tfjs')
        .choices(Object.keys(files))
        .default('safetensors'),
    )
    .addOption(urlOption)
    .option('--out <file>', "the file to write; by default the format's own name")
    .action(async (id: string, options: ServiceOptions & { format: keyof typeof files; out?: string }) => {
      const { job, step } = stepOf(id);
      const name = files[options.format];
      const out = options.out ?? name;
      const { body } = await serviceOf(options).results.download(job, step, name);
      await writeWhole(body as ReadableStream, out);
      writeLine(out);
    });

  program
    .command('import <file>')
    .description("import a generator that was trained with the tutorial's own code: its state_dict as safetensors")
    .option('--discriminator <file>', 'the discriminator, with which training may go on')
    .option('--name <name>', "the job's name")
    .addOption(urlOption)
    .action(async (file: string, options: ServiceOptions & { discriminator?: string; name?: string }) => {
      const { name, discriminator } = options;
      const generator = await readFile(file);
      const second = discriminator === undefined ? undefined : await readFile(discriminator);
      const { id } = await serviceOf(options).jobs.importWeights({ name, generator, discriminator: second });
      writeLine(id);
    });
}

/** Writes a file that is there when it is whole, and not before. */
async function writeWhole(body: ReadableStream, file: string): Promise<void> {
  const part = `${file}.part`;
  try {
    await pipeline(Readable.fromWeb(body), createWriteStream(part));
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    // What `fetch` says of a connection that ends early is `terminated`.
    throw error instanceof TypeError ? new Error(`The answer broke off (${reasonOf(error)}).`) : error;
  }
}
