import type { CheckpointManifest } from '../contracts/checkpoint.js';
import { AtelierError } from '../errors.js';
import type { ApiDependencies } from './dependencies.js';

/** How a request names what to generate from: exactly one of these. */
export interface CheckpointSource {
  readonly checkpoint?: string | undefined;
  readonly job?: string | undefined;
}

/**
 * The checkpoint that a request names: itself, or by its job. A job stands for its last checkpoint.
 * @throws AtelierError `checkpoint_not_found`, `job_not_found`, `no_checkpoint_yet`
 */
export async function findCheckpoint(
  { jobs, checkpoints }: Pick<ApiDependencies, 'jobs' | 'checkpoints'>,
  { checkpoint, job }: CheckpointSource,
): Promise<CheckpointManifest> {
  if (checkpoint !== undefined) {
    const found = await checkpoints.get(checkpoint);
    if (!found) throw new AtelierError('checkpoint_not_found', `There is no checkpoint ${checkpoint.slice(0, 64)}.`);
    return found;
  }
  const last = (await jobs.checkpoints(job as string)).at(-1);
  if (last) return last;
  const { state, progress } = await jobs.get(job as string);
  throw new AtelierError(
    'no_checkpoint_yet',
    `The job is ${state} at step ${progress.step} of ${progress.totalSteps} and has no checkpoint yet.`,
    { retryAfterSeconds: 10 },
  );
}
