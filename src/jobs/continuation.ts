import { type CheckpointManifest, checkpointFolder, checkpointId, manifestKey } from '../contracts/checkpoint.js';
import type { Hyperparameters } from '../contracts/hyperparameters.js';
import type { CreateJob, Job } from '../contracts/job.js';
import type { NetworkSizes } from '../contracts/networks.js';
import { AtelierError, type FieldError } from '../errors.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import { encodeManifest } from '../storage/manifest-file.js';
import type { JobStore } from './job-store.js';

/** What a checkpoint's tensors have their shapes from. */
const sizeNames = ['imageSize', 'nc', 'nz', 'ngf', 'ndf'] as const satisfies readonly (keyof NetworkSizes)[];

/**
 * The checkpoint that a new job is to start from.
 * @throws AtelierError `job_not_found`, `checkpoint_not_found` or `no_checkpoint_yet`
 */
export async function findStart(
  jobs: JobStore,
  { job, step }: NonNullable<CreateJob['from']>,
): Promise<CheckpointManifest> {
  const checkpoints = await jobs.checkpoints(job);
  const found = step === undefined ? checkpoints.at(-1) : checkpoints.find((each) => each.step === step);
  if (found) return found;
  if (step === undefined) throw new AtelierError('no_checkpoint_yet', `Job ${job} has no checkpoint yet.`);
  throw new AtelierError('checkpoint_not_found', `Job ${job} has no checkpoint of step ${step}.`);
}

/** The sizes that a job takes over from the checkpoint it starts from, where it says none itself. */
export function sizesOf({ hyperparameters }: CheckpointManifest): NetworkSizes {
  return Object.fromEntries(sizeNames.map((name) => [name, hyperparameters[name]])) as unknown as NetworkSizes;
}

/** @throws AtelierError `validation_failed` that names each size in which a job differs from its checkpoint */
export function refuseOtherSizes({ id, hyperparameters }: CheckpointManifest, wanted: Hyperparameters): void {
  const fields: FieldError[] = sizeNames
    .filter((name) => hyperparameters[name] !== wanted[name])
    .map((name) => ({
      field: `hyperparameters.${name}`,
      reason: `is ${hyperparameters[name]} in checkpoint ${id}: leave it out, or start from nothing`,
    }));
  const first = fields[0];
  if (first) throw new AtelierError('validation_failed', `${first.field}: ${first.reason}`, { fields });
}

/**
 * Copies a checkpoint to be a new job's own, of step 0, so that it lives as long as the new job and no shorter.
 * @throws AtelierError `checkpoint_not_found` if it was dropped meanwhile
 */
export async function copyStart(
  store: ArtifactStore,
  start: CheckpointManifest,
  { id: job, dataset, hyperparameters }: Pick<Job, 'id' | 'hyperparameters'> & { readonly dataset: string },
): Promise<CheckpointManifest> {
  const { bytes, sha256 } = start.weights;
  const body = await store.getStream(start.weights.key);
  if (!body) throw new AtelierError('checkpoint_not_found', `Checkpoint ${start.id} is gone.`);
  const key = `${checkpointFolder(job, 0)}/${sha256}.safetensors`;
  await store.put(key, body);
  const manifest: CheckpointManifest = {
    format: 1,
    id: checkpointId(job, 0),
    job,
    dataset,
    epoch: 0,
    step: 0,
    createdAt: new Date().toISOString(),
    hyperparameters,
    optimizerSteps: start.optimizerSteps,
    tuning: null,
    weights: { key, bytes, sha256 },
  };
  await store.put(manifestKey(job, 0), encodeManifest(manifest));
  return manifest;
}
