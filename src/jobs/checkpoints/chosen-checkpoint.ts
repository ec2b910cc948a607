import type { CheckpointManifest, ChosenStep } from '../../contracts/checkpoint.js';
import type { Job } from '../../contracts/job.js';
import { AtelierError } from '../../errors.js';
import type { JobStore } from '../records/job-store.js';

/** Between two reads, a better checkpoint may have come and the one before been dropped. */
const TRIES = 3;

/**
 * One checkpoint of a job: that of a step, the best one, or by default the last that it has now.
 * @throws AtelierError `job_not_found`, `checkpoint_not_found`, `no_checkpoint_yet`, `job_not_evaluated`
 */
export async function chosenCheckpoint(
  jobs: JobStore,
  id: string,
  step: ChosenStep = 'last',
): Promise<CheckpointManifest> {
  if (step === 'last') return await lastCheckpoint(jobs, id);
  if (step === 'best') return await bestCheckpoint(jobs, id);
  await jobs.get(id);
  const found = await jobs.checkpoint(id, step);
  if (!found) throw new AtelierError('checkpoint_not_found', `The job has no checkpoint of step ${step}.`);
  return found;
}

async function lastCheckpoint(jobs: JobStore, id: string): Promise<CheckpointManifest> {
  const last = (await jobs.checkpoints(id)).at(-1);
  if (last) return last;
  throw notYet(await jobs.get(id), 'checkpoint');
}

async function bestCheckpoint(jobs: JobStore, id: string): Promise<CheckpointManifest> {
  for (let tries = 1; tries <= TRIES; tries++) {
    const job = await jobs.get(id);
    if (!job.best) throw job.hyperparameters.evaluateImages ? notYet(job, 'evaluated checkpoint') : notEvaluated(job);
    const found = await jobs.checkpoint(id, job.best.step);
    if (found) return found;
  }
  throw new AtelierError('checkpoint_not_found', "The job's best checkpoint is gone.");
}

function notYet({ state, progress }: Job, what: string): AtelierError {
  return new AtelierError(
    'no_checkpoint_yet',
    `The job is ${state} at step ${progress.step} of ${progress.totalSteps} and has no ${what} yet.`,
    { retryAfterSeconds: 10 },
  );
}

function notEvaluated({ origin }: Job): AtelierError {
  const why =
    origin === 'import'
      ? 'Imported weights have no photos to be compared with'
      : 'The job was posted without `evaluateImages`, so none of its checkpoints is known as the best';
  return new AtelierError(
    'job_not_evaluated',
    `${why}: ask for the last one, or for that of a step; a job posted with \`evaluateImages\` 128 has a best one.`,
  );
}
