import { type CheckpointManifest, manifestKey } from '../../contracts/checkpoint.js';
import type { JobState } from '../../contracts/job-state.js';
import type { ArtifactStore } from '../../storage/artifact-store.js';
import { decodeManifest } from '../../storage/manifest-file.js';
import { storeOf, workspacesIn } from '../../storage/workspace-store.js';
import { bestOf } from './best-checkpoint.js';
import type { JobFiles } from './job-files.js';
import { attemptsOf, endOfAttempt, type JobHash, moveTo } from './job-record.js';
import type { JobStore } from './job-store.js';
import type { Next } from './lifecycle.js';

/** What becomes of a job that Redis lost while it was on its way from one state to another. */
const settled: Partial<Record<JobState, Next>> = {
  running: { state: 'queued' },
  pausing: { state: 'paused', pauseReason: 'request' },
  cancelling: { state: 'cancelled' },
};

/**
 * Brings back all jobs that are in the store and not in Redis, each as its kept record has it, with its whole
 * checkpoints, its sample grids and its archived events. Jobs that had not ended are queued and go on from their last
 * checkpoint. Jobs that Redis has are left alone, so that it may run at any time and more than once.
 * @param onJob hears of each job in the store: `unreadable` where there is no record to bring back
 */
export async function rebuildJobs(
  { jobs, store, files }: { readonly jobs: JobStore; readonly store: ArtifactStore; readonly files: JobFiles },
  onJob: (id: string, outcome: 'rebuilt' | 'known' | 'unreadable') => void,
): Promise<void> {
  for (const workspace of await workspacesIn(store)) {
    const theirs = storeOf(store, workspace);
    for (const id of await theirs.children('jobs')) {
      const record = await files.record({ id, workspace });
      if (!record) {
        onJob(id, 'unreadable');
        continue;
      }
      const checkpoints = await wholeCheckpoints(theirs, id);
      // Whose it is, its place says: not what is written there.
      const hash: JobHash = { ...rebuilt(record, checkpoints.at(-1)), ...bestField(checkpoints), workspace };
      const samples = await sampleSteps(theirs, id, Number(hash.step));
      const isNew = await jobs.restore(id, hash, { checkpoints, samples }, await lastArchivedSeq(theirs, id));
      onJob(id, isNew ? 'rebuilt' : 'known');
    }
  }
}

function rebuilt(record: JobHash, last: CheckpointManifest | undefined): JobHash {
  const next = settled[record.state as JobState];
  const attempt = attemptsOf(record).at(-1);
  const progress = {
    epoch: String(last?.epoch ?? 0),
    step: String(last?.step ?? 0),
    warnings: JSON.stringify(last?.balance?.warnings ?? []),
  };
  return {
    ...record,
    ...(next ? { ...moveTo(next), ...progress } : {}),
    ...(attempt && attempt.endedAt === null ? endOfAttempt(attempt, 'Redis lost the job') : {}),
  };
}

/** Of the checkpoints that are there, which may not be those of the record. */
function bestField(checkpoints: readonly CheckpointManifest[]): { readonly best: string } {
  const best = bestOf(checkpoints);
  return { best: best ? JSON.stringify(best) : '' };
}

/** Checkpoints whose weights are there in full, oldest first; their bytes are checked when they are used. */
async function wholeCheckpoints(store: ArtifactStore, id: string): Promise<CheckpointManifest[]> {
  const found: CheckpointManifest[] = [];
  for (const step of await store.children(`jobs/${id}/checkpoints`)) {
    const bytes = await store.get(manifestKey(id, Number(step)));
    const manifest = bytes && decodeManifest(bytes);
    if (manifest && (await store.size(manifest.weights.key)) === manifest.weights.bytes) found.push(manifest);
  }
  return found.sort((a, b) => a.step - b.step);
}

/** Steps that have a sample grid, up to where the job stands: it will make the later ones again. */
async function sampleSteps(store: ArtifactStore, id: string, upTo: number): Promise<number[]> {
  const steps = (await store.children(`jobs/${id}/samples`)).map((name) => Number.parseInt(name, 10));
  return steps.filter((step) => step <= upTo).sort((a, b) => a - b);
}

/** Archived events are in objects that are named by the first and the last: `1-4096….ndjson.gz`. */
async function lastArchivedSeq(store: ArtifactStore, id: string): Promise<number> {
  const names = await store.children(`jobs/${id}/events`);
  return Math.max(0, ...names.map((name) => Number(/^\d+-(\d+)/.exec(name)?.[1] ?? 0)));
}
