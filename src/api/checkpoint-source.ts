import { type CheckpointManifest, type ChosenStep, parseCheckpointId } from '../contracts/checkpoint.js';
import { AtelierError } from '../errors.js';
import { chosenCheckpoint } from '../jobs/checkpoints/chosen-checkpoint.js';
import type { Workspace } from './workspaces.js';

/** How a request names what to generate from: exactly one of checkpoint, job and model. */
export interface CheckpointSource {
  readonly checkpoint?: string | undefined;
  readonly job?: string | undefined;
  /** Which of the job's; its last by default. */
  readonly step?: ChosenStep | undefined;
  readonly model?: string | undefined;
}

/**
 * The checkpoint that a request names: itself, by the model that points at it, or by its job, of which it is that of
 * a step, the best, or by default the last.
 * @throws AtelierError `checkpoint_not_found`, `job_not_found`, `no_checkpoint_yet`, `job_not_evaluated`,
 *   `model_not_found`
 */
export async function findCheckpoint(
  { jobs, models }: Pick<Workspace, 'jobs' | 'models'>,
  { checkpoint, job, step, model }: CheckpointSource,
): Promise<CheckpointManifest> {
  const id = model === undefined ? checkpoint : await models.target(model);
  if (id === undefined) return await chosenCheckpoint(jobs, job as string, step);
  const named = parseCheckpointId(id);
  const found = named && (await jobs.checkpoint(named.jobId, named.step));
  if (!found) throw new AtelierError('checkpoint_not_found', `There is no checkpoint ${id.slice(0, 64)}.`);
  return found;
}
