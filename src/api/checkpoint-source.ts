import type { CheckpointManifest } from '../contracts/checkpoint.js';
import { AtelierError } from '../errors.js';
import type { JobStore } from '../jobs/job-store.js';
import type { Workspace } from './workspaces.js';

/** How a request names what to generate from: exactly one of these. */
export interface CheckpointSource {
  readonly checkpoint?: string | undefined;
  readonly job?: string | undefined;
  readonly model?: string | undefined;
}

/**
 * The checkpoint that a request names: itself, by the model that points at it, or by its job, which stands for its last.
 * @throws AtelierError `checkpoint_not_found`, `job_not_found`, `no_checkpoint_yet`, `model_not_found`
 */
export async function findCheckpoint(
  { jobs, checkpoints, models }: Pick<Workspace, 'jobs' | 'checkpoints' | 'models'>,
  { checkpoint, job, model }: CheckpointSource,
): Promise<CheckpointManifest> {
  const id = model === undefined ? checkpoint : await models.target(model);
  if (id === undefined) return await lastCheckpoint(jobs, job as string);
  const found = await checkpoints.get(id);
  if (!found) throw new AtelierError('checkpoint_not_found', `There is no checkpoint ${id.slice(0, 64)}.`);
  return found;
}

/**
 * The checkpoint of a step.
 * @throws AtelierError `job_not_found` or `checkpoint_not_found`
 */
export async function checkpointOfStep(jobs: JobStore, id: string, step: number): Promise<CheckpointManifest> {
  await jobs.get(id);
  const found = await jobs.checkpoint(id, step);
  if (!found) throw new AtelierError('checkpoint_not_found', `The job has no checkpoint of step ${step}.`);
  return found;
}

/**
 * The last checkpoint that a job has now.
 * @throws AtelierError `job_not_found` or `no_checkpoint_yet`
 */
export async function lastCheckpoint(jobs: JobStore, id: string): Promise<CheckpointManifest> {
  const last = (await jobs.checkpoints(id)).at(-1);
  if (last) return last;
  const { state, progress } = await jobs.get(id);
  throw new AtelierError(
    'no_checkpoint_yet',
    `The job is ${state} at step ${progress.step} of ${progress.totalSteps} and has no checkpoint yet.`,
    { retryAfterSeconds: 10 },
  );
}
