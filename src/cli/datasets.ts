import { stat } from 'node:fs/promises';
import { basename, parse, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Dataset } from '../../clients/typescript/src/index.js';
import { readConfig, storeLocation } from '../config.js';
import { asOnDisk } from '../datasets/as-on-disk.js';
import { type ServiceOptions, serviceOf, urlOption } from './service.js';
import { TerminalLine } from './terminal-line.js';
import type { PhotoSource, Post } from './upload-photos.js';
import { writeLine } from './write-line.js';

/** Photos that are named below a note. */
const FILES_SHOWN = 5;

interface Import extends ServiceOptions {
  readonly name?: string;
  readonly direct?: true;
}

interface Addition extends ServiceOptions {
  readonly replace?: true;
}

/** Adds `atelier datasets …`. Every command writes the id of the dataset that it has made. */
export function addDatasetCommands(program: Command): void {
  const datasets = program.command('datasets').description('manage datasets');
  datasets
    .command('import <path>')
    .description('upload photos to a running Atelier: a folder with one folder per class, or a zip of such')
    .addOption(urlOption)
    .option('--name <name>', "the dataset's name; that of the folder or zip by default")
    .addOption(
      new Option(
        '--direct',
        'write to the store of DATA_DIR or STORE_URL instead, without a service: one that uses it finds the dataset',
      ).conflicts('url'),
    )
    .action(async (path: string, options: Import) => {
      const source = await sourceAt(path, options.name);
      const { name } = source;
      await told((line) =>
        options.direct
          ? importDirectly(source, line)
          : upload(source, options, line, (client, photos, id) => client.datasets.upload(photos, { name, upload: id })),
      );
    });
  datasets
    .command('add <dataset> <path>')
    .description('make a dataset that has the photos of one, and those of a folder or a zip')
    .addOption(urlOption)
    .option('--replace', 'let a photo take the place of the one of its class and file name; both are kept otherwise')
    .action(async (dataset: string, path: string, options: Addition) => {
      const source = await sourceAt(path, undefined);
      const { replace } = options;
      await told((line) =>
        upload(source, options, line, (client, photos, id) =>
          client.datasets.addImages(dataset, photos, { replace, upload: id }),
        ),
      );
    });
}

/** Makes a dataset, and writes its id and what there is to say of it. */
async function told(make: (line: TerminalLine) => Promise<Dataset>): Promise<void> {
  const line = new TerminalLine();
  const dataset = await make(line).finally(() => line.clear());
  for (const { file, reason } of dataset.rejected) line.write(`left out ${file}: ${reason}`);
  for (const note of dataset.notes) line.write(textOf(note));
  line.write(`${dataset.images} images in ${dataset.classes.length} classes`);
  writeLine(dataset.id);
}

function textOf({ message, images, files }: Dataset['notes'][number]): string {
  const shown = files.slice(0, FILES_SHOWN).map(({ sent, file }) => (sent === file ? file : `${sent} is ${file}`));
  const more = images > shown.length ? [`and ${images - shown.length} more`] : [];
  return [message, ...shown, ...more].join('\n  ');
}

async function sourceAt(given: string, name: string | undefined): Promise<PhotoSource> {
  const path = await asOnDisk(given);
  const isFolder = (await stat(path)).isDirectory();
  const ownName = isFolder ? basename(resolve(path)) : parse(path).name;
  return { path, isFolder, name: name ?? ownName };
}

async function upload(source: PhotoSource, options: ServiceOptions, line: TerminalLine, post: Post): Promise<Dataset> {
  const { uploadPhotos } = await import('./upload-photos.js');
  // What is lost of an upload is a matter of its own: see there.
  return await uploadPhotos(serviceOf(options, 0), source, post, line);
}

async function importDirectly({ path, isFolder, name }: PhotoSource, line: TerminalLine): Promise<Dataset> {
  const [{ openStore }, { DecoderPool }, { folderFiles }, { zipFiles }, { importDataset }] = await Promise.all([
    import('../storage/open-store.js'),
    import('../datasets/decoder-pool.js'),
    import('../datasets/folder-source.js'),
    import('../datasets/zip-source.js'),
    import('../datasets/import.js'),
  ]);
  const store = await openStore(storeLocation(readConfig(process.env)));
  const decoder = new DecoderPool({ entry: new URL('../decoder.js', import.meta.url) });
  const { dataset } = await importDataset(store, isFolder ? folderFiles(path) : zipFiles(path), {
    name,
    decoder,
    concurrency: decoder.processes,
    onProgress: (done) => line.show(`${done} images read`),
  }).finally(() => decoder.close());
  return dataset;
}
