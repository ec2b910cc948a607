import { checkpointFolder, manifestKey } from '../../contracts/checkpoint.js';
import type { ArtifactStore } from '../../storage/artifact-store.js';
import type { JobStore } from '../records/job-store.js';

/**
 * Removes the files of checkpoints that are older than the newest registered one and not registered themselves: those
 * that were dropped, and those of attempts that were cut off. What a job's trainer is writing now is newer.
 */
export async function sweepCheckpoints(store: ArtifactStore, jobs: JobStore, jobId: string): Promise<void> {
  for (const step of await unlistedCheckpoints(store, jobs, jobId)) await removeCheckpointFiles(store, jobId, step);
}

/** The manifest goes first: where there is one, there is a whole checkpoint. */
export async function removeCheckpointFiles(store: ArtifactStore, jobId: string, step: number): Promise<void> {
  await store.remove(manifestKey(jobId, step));
  await store.remove(checkpointFolder(jobId, step));
}

/** Steps of the checkpoints that `sweepCheckpoints` removes. */
export async function unlistedCheckpoints(store: ArtifactStore, jobs: JobStore, jobId: string): Promise<number[]> {
  const registered = new Set((await jobs.checkpoints(jobId)).map(({ step }) => step));
  const newest = Math.max(...registered);
  const steps = (await store.children(`jobs/${jobId}/checkpoints`)).map(Number);
  return steps.filter((step) => step < newest && !registered.has(step));
}
