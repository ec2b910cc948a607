import type { CheckpointManifest } from '../../contracts/checkpoint.js';
import type { Job } from '../../contracts/job.js';
import { moveTo, newJobHash } from './job-record.js';
import type { JobStore } from './job-store.js';

/**
 * Records imported weights as a job that has succeeded, so that whatever takes a job or a checkpoint takes them.
 * @param checkpoint its only one, of step 0
 */
export async function recordImport(jobs: JobStore, checkpoint: CheckpointManifest, name: string | null): Promise<Job> {
  const { job: id, hyperparameters, createdAt } = checkpoint;
  const definition = { id, name, dataset: null, hyperparameters, metadata: {}, totalSteps: 0, from: null, createdAt };
  const hash = { ...newJobHash(definition, 0, jobs.home), ...moveTo({ state: 'succeeded' }) };
  await jobs.restore(id, hash, { checkpoints: [checkpoint], samples: [] }, 0, 'imported');
  return await jobs.get(id);
}
