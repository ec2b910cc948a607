import { describeDevices, type MachineDevices, replicaLimit } from '../contracts/devices.js';
import type { Device, Job } from '../contracts/job.js';
import type { Quality } from '../contracts/quality.js';
import type { DataPlaces, FromTrainer } from '../contracts/trainer-messages.js';
import type { Tuning } from '../contracts/tuning.js';
import type { Balance } from '../contracts/warning.js';
import { DecoderPool } from '../datasets/decoder-pool.js';
import { prepareDataset } from '../datasets/prepare.js';
import { currentDevice, describeDevice } from '../engine/device.js';
import { AtelierError, summarizeError } from '../errors.js';
import { composeGrid, imagesFromBatch } from '../images/grid.js';
import { encodePng } from '../images/png.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import { DiskStore } from '../storage/disk-store.js';
import { asStorageError } from '../storage/storage-error.js';
import { findLatestCheckpoint, type Snapshot, writeCheckpoint } from './checkpoint.js';
import { type WithDataset, withDataset } from './job-dataset.js';
import { ReplicaLost } from './replica-child.js';
import { ALONE, ReplicaGroup } from './replica-group.js';
import { FIXED_NOISE_VECTORS } from './sample-grid.js';
import { type Position, type TrainingOptions, train } from './training-loop.js';
import { currentTuning, loadTuning, saveTuning } from './tuning.js';

/** How often the preparation of a dataset reports, in images. */
const PREPARE_REPORT_EVERY = 100;

export interface RunJobOptions {
  readonly job: Job;
  /** The registered checkpoint to go on from; 0 for none. */
  readonly fromStep: number;
  readonly store: ArtifactStore;
  /** Where the store is, and where prepared datasets go. */
  readonly places: DataPlaces;
  /** Folders in and below which a job may name one of photos. */
  readonly datasetRoots: readonly string[];
  /** The built src/decoder.ts. */
  readonly decoder: URL;
  /** What this machine has to train on. */
  readonly devices: MachineDevices;
  /** The built src/replica.ts. */
  readonly replica: URL;
  /** Hears of everything, in the order in which it happens. */
  readonly report: (message: FromTrainer) => void;
  /** Ends the run after its step; the reason is a `StopReason`. */
  readonly signal: AbortSignal;
}

/**
 * One attempt at a job: prepares its dataset, goes on from its last checkpoint, and puts what training makes into the
 * store. Never throws: how it ended is its last report.
 */
export async function runJob(options: RunJobOptions): Promise<void> {
  const { report, signal } = options;
  try {
    const outcome = await prepareAndTrain(await withDataset(options));
    report({ type: 'ended', outcome });
  } catch (thrown) {
    const error = asStorageError(thrown);
    if (!signal.aborted) return report(endOf(error));
    // Up to training, an abort throws its reason.
    if (error !== signal.reason)
      log(report, 'warn', `The last steps could not be saved: ${summarizeError(error).message}`);
    report({ type: 'ended', outcome: 'stopped' });
  }
}

function endOf(error: unknown): FromTrainer {
  if (error instanceof ReplicaLost) return { type: 'crashed', how: error.message };
  return { type: 'failed', error: summarizeError(error) };
}

async function prepareAndTrain(options: WithDataset<RunJobOptions>): Promise<'finished' | 'stopped'> {
  const { job, fromStep, store, places, devices, report, signal } = options;
  const { hyperparameters } = job;

  const device = takeDevices(hyperparameters.ngpu, devices);
  report({ type: 'device', device });
  if (hyperparameters.ngpu > 0 && device.kind === 'cpu') log(report, 'info', noticeOfCpu(device));

  const { imageSize, nc, workers } = hyperparameters;
  const decoder = new DecoderPool({ entry: options.decoder });
  const images = await prepareDataset({
    store,
    cacheFolder: places.cache,
    cacheLimit: places.cacheLimit,
    dataset: job.dataset,
    imageSize,
    nc,
    workers,
    decoder,
    signal,
    onProgress: (done, total) => {
      if (done % PREPARE_REPORT_EVERY !== 0 && done !== total) return;
      const progress = { phase: 'preparing', done, total };
      report({
        type: 'event',
        event: { type: 'log', data: { level: 'info', message: `Prepared ${done} of ${total} images.`, progress } },
      });
    },
  }).finally(() => decoder.close());

  const cache = new DiskStore(places.cache);
  const machine = describeDevice(device);
  let tuningSaved: Promise<void> | undefined;
  try {
    const from = await findLatestCheckpoint(store, job.id, fromStep, (damage: AtelierError) =>
      log(report, 'warn', `${damage.message} The checkpoint before it is used.`),
    );
    await loadTuning(cache, machine, from?.manifest);
    return await trainReplicas(options, device, {
      hyperparameters,
      classes: job.classes,
      images,
      from,
      signal,
      listener: {
        onStep: (step, seconds) => {
          // The first step makes every choice.
          tuningSaved ??= saveTuning(cache, machine).catch((error: Error) =>
            log(report, 'warn', `The choice of kernels can't be kept for later runs: ${error.message}`),
          );
          report({ type: 'event', event: { type: 'step', data: step }, seconds });
        },
        onSample: (position, pixels) => saveSampleGrid(options, position, pixels),
        onQuality: (position, quality) =>
          report({ type: 'event', event: { type: 'quality', data: { ...position, ...quality } } }),
        onWarnings: (warnings, changed) => report({ type: 'warnings', warnings, ...(changed ? { changed } : {}) }),
        onCheckpoint: (position, snapshot, quality, balance) =>
          saveCheckpoint(options, position, snapshot, { tuning: currentTuning(machine), quality, balance }),
      },
    });
  } finally {
    await tuningSaved;
    await images.close();
  }
}

/**
 * The device of the first replica.
 * @throws AtelierError `too_many_devices` rather than train on fewer than `ngpu`
 */
function takeDevices(ngpu: number, devices: MachineDevices): Device {
  if (ngpu > Math.max(1, replicaLimit(devices))) {
    throw new AtelierError('too_many_devices', `ngpu is ${ngpu}, and this worker has ${describeDevices(devices)}.`);
  }
  const device = currentDevice(Math.max(1, ngpu));
  if (ngpu > 1 && devices.gpus.length > 0 && device.kind === 'cpu') {
    throw new AtelierError('too_many_devices', 'TensorFlow can use none of the GPUs that this worker has found.');
  }
  return device;
}

/** Trains with as many replicas as `ngpu` says; the others live as long as the training does. */
async function trainReplicas(
  { job, places, devices, replica }: WithDataset<RunJobOptions>,
  { kind }: Device,
  training: Omit<TrainingOptions, 'replicas'>,
): Promise<'finished' | 'stopped'> {
  const { hyperparameters, from, signal } = training;
  if (hyperparameters.ngpu <= 1) return await train({ ...training, replicas: ALONE });
  const group = await ReplicaGroup.start({
    entry: replica,
    devices,
    signal,
    job: job.id,
    dataset: job.dataset,
    hyperparameters,
    classes: job.classes,
    places,
    kind,
    checkpoint: from?.manifest.step ?? null,
  });
  try {
    return await train({ ...training, replicas: group });
  } catch (error) {
    throw await group.explain(error);
  } finally {
    await group.close();
  }
}

async function saveSampleGrid({ job, store, report }: RunJobOptions, position: Position, pixels: Uint8Array) {
  const { imageSize, nc } = job.hyperparameters;
  const grid = composeGrid(imagesFromBatch(pixels, FIXED_NOISE_VECTORS, imageSize, nc));
  await store.put(`jobs/${job.id}/samples/${position.step}.png`, await encodePng(grid));
  report({ type: 'sample', ...position });
}

async function saveCheckpoint(
  { job, store, report }: WithDataset<RunJobOptions>,
  { epoch, step }: Position,
  snapshot: Snapshot,
  known: { readonly tuning: Tuning | null; readonly quality: Quality | null; readonly balance: Balance | undefined },
) {
  const { hyperparameters, classes } = job;
  const position = { job: job.id, dataset: job.dataset, hyperparameters, classes, ...known, epoch, step };
  const begunAt = Date.now();
  const manifest = await writeCheckpoint(store, snapshot, position);
  report({ type: 'checkpoint', manifest, begunAt, seconds: (Date.now() - begunAt) / 1_000 });
}

function noticeOfCpu({ replicas, threads }: Device): string {
  const how =
    replicas > 1 ? `, in ${replicas} replicas of ${threads} ${threads === 1 ? 'thread' : 'threads'} each` : '';
  return `There is no GPU that TensorFlow can use: training on the CPU${how}.`;
}

function log(report: RunJobOptions['report'], level: 'info' | 'warn', message: string): void {
  report({ type: 'event', event: { type: 'log', data: { level, message } } });
}
