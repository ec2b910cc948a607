import { basename } from 'node:path';
import type { Job } from '../contracts/job.js';
import { parseS3Url } from '../contracts/store-location.js';
import type { DataPlaces, FromTrainer } from '../contracts/trainer-messages.js';
import { allowedFolder, refuseOutside } from '../datasets/allowed-folder.js';
import { stepsPerEpoch } from '../datasets/batches.js';
import { classesToLearn } from '../datasets/classes-to-learn.js';
import { DecoderPool } from '../datasets/decoder-pool.js';
import { folderFiles } from '../datasets/folder-source.js';
import { importDataset } from '../datasets/import.js';
import type { SourceFile } from '../datasets/source.js';
import { AtelierError } from '../errors.js';
import type { ArtifactStore } from '../storage/artifact-store.js';

/** How often the import of a folder reports, in files. */
const REPORT_EVERY = 100;

/** Options with a job whose dataset is known. */
export type WithDataset<Options> = Omit<Options, 'job'> & { readonly job: Job & { readonly dataset: string } };

interface Options {
  readonly job: Job;
  readonly store: ArtifactStore;
  readonly places: DataPlaces;
  readonly datasetRoots: readonly string[];
  readonly decoder: URL;
  readonly report: (message: FromTrainer) => void;
  readonly signal: AbortSignal;
}

/**
 * Imports the folder that a job names in place of a dataset, once: the job has that dataset from then on.
 *
 * @throws AtelierError `validation_failed` for a folder that is not allowed or not there, or without classes for a
 *   conditional run, `dataset_empty`; the signal's reason
 */
export async function withDataset<Given extends Options>(options: Given): Promise<WithDataset<Given>> {
  const { job, report } = options;
  if (job.dataset !== null) return { ...options, job: { ...job, dataset: job.dataset } };
  const dataset = await importFolder(options);
  const { numEpochs, batchSize } = job.hyperparameters;
  const classes = classesToLearn(dataset, job.hyperparameters);
  const totalSteps = numEpochs * stepsPerEpoch(dataset.images, batchSize);
  const { id, createdAt } = dataset;
  report({ type: 'dataset', dataset: { id, createdAt }, classes, totalSteps });
  log(options, `The folder is dataset ${dataset.id}, with ${dataset.images} images.`);
  for (const { message } of dataset.notes) log(options, message);
  return { ...options, job: { ...job, dataset: dataset.id, classes } };
}

async function importFolder(options: Options) {
  const { job, store, decoder: entry, signal } = options;
  if (job.folder === null) throw new AtelierError('dataset_not_found', 'The job names neither a dataset nor a folder.');
  const files = await filesOf(job.folder, options);
  const decoder = new DecoderPool({ entry });
  try {
    const { dataset } = await importDataset(store, files, {
      name: basename(job.folder) || 'dataset',
      decoder,
      concurrency: decoder.processes,
      signal,
      onProgress: (done) => done % REPORT_EVERY === 0 && log(options, `Read ${done} files of the folder.`),
    });
    return dataset;
  } finally {
    await decoder.close();
  }
}

/** S3's client, which is large, is loaded only where it is used. */
async function filesOf(folder: string, { places, datasetRoots }: Options): Promise<AsyncIterable<SourceFile>> {
  const inS3 = parseS3Url(folder);
  if (!inS3) return folderFiles(await allowedFolder(datasetRoots, folder), datasetRoots);
  refuseOutside(datasetRoots, folder);
  const { s3Files } = await import('../datasets/s3-source.js');
  return s3Files(places.photos ?? { pathStyle: false }, inS3);
}

function log({ report }: Pick<Options, 'report'>, message: string): void {
  report({ type: 'event', event: { type: 'log', data: { level: 'info', message } } });
}
