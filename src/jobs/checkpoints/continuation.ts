import { isDeepStrictEqual } from 'node:util';
import type { CheckpointManifest } from '../../contracts/checkpoint.js';
import { composed } from '../../contracts/composed.js';
import { type Hyperparameters, hyperparametersSchema } from '../../contracts/hyperparameters.js';
import type { CreateJob, Job } from '../../contracts/job.js';
import { AtelierError, type FieldError } from '../../errors.js';
import type { ArtifactStore } from '../../storage/artifact-store.js';
import { weightsKey, writeManifest } from '../../storage/manifest-file.js';
import type { JobStore } from '../records/job-store.js';
import { chosenCheckpoint } from './chosen-checkpoint.js';

/** What a checkpoint's tensors have their shapes from, beside its classes. */
const sizeNames = ['imageSize', 'nc', 'nz', 'ngf', 'ndf', 'architecture', 'conditional'] as const;
type Sizes = Pick<Hyperparameters, (typeof sizeNames)[number]>;

/**
 * The checkpoint that a new job is to start from.
 * @throws AtelierError `job_not_found`, `checkpoint_not_found`, `no_checkpoint_yet` or `job_not_evaluated`
 */
export async function findStart(
  jobs: JobStore,
  { job, step }: NonNullable<CreateJob['from']>,
): Promise<CheckpointManifest> {
  return await chosenCheckpoint(jobs, job, step);
}

/** The sizes that a job takes over from the checkpoint it starts from, where it says none itself. */
export function sizesOf(start: CheckpointManifest): Sizes {
  // Those of a checkpoint from before there was one of them are its default.
  const hyperparameters = hyperparametersSchema.parse(start.hyperparameters);
  return Object.fromEntries(sizeNames.map((name) => [name, hyperparameters[name]])) as unknown as Sizes;
}

/**
 * @param classes of the new job
 * @throws AtelierError `validation_failed` that names each size in which a job differs from its checkpoint
 */
export function refuseOtherSizes(start: CheckpointManifest, wanted: Hyperparameters, classes: Job['classes']): void {
  const { id } = start;
  const sizes = sizesOf(start);
  const fields: FieldError[] = sizeNames
    .filter((name) => sizes[name] !== wanted[name])
    .map((name) => ({
      field: `hyperparameters.${name}`,
      reason: `is ${sizes[name]} in checkpoint ${id}: leave it out, or start from nothing`,
    }));
  if (
    sizes.conditional &&
    wanted.conditional &&
    !isDeepStrictEqual(start.classes?.map(composed), classes?.map(composed))
  ) {
    fields.push({
      field: 'dataset',
      reason: `must have the classes of checkpoint ${id}: ${start.classes?.join(', ')}`,
    });
  }
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
  {
    id: job,
    dataset,
    hyperparameters,
    classes,
  }: Pick<Job, 'id' | 'hyperparameters' | 'classes'> & { readonly dataset: string },
): Promise<CheckpointManifest> {
  const { bytes, sha256 } = start.weights;
  const body = await store.getStream(start.weights.key);
  if (!body) throw new AtelierError('checkpoint_not_found', `Checkpoint ${start.id} is gone.`);
  const key = weightsKey(job, 0, sha256);
  await store.put(key, body);
  return await writeManifest(store, {
    job,
    dataset,
    epoch: 0,
    step: 0,
    hyperparameters,
    classes,
    optimizerSteps: start.optimizerSteps,
    tuning: null,
    quality: null,
    weights: { key, bytes, sha256 },
  });
}
