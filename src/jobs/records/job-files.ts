import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { z } from 'zod';
import { DEFAULT_WORKSPACE } from '../../contracts/access.js';
import type { Job } from '../../contracts/job.js';
import { keys } from '../../redis/keys.js';
import type { ArtifactStore } from '../../storage/artifact-store.js';
import { storeOf } from '../../storage/workspace-store.js';
import { type JobHash, workspaceOf } from './job-record.js';
import type { JobStore } from './job-store.js';

/** A job's record as it lies beside its checkpoints: the fields of its hash. */
const keptRecordSchema = z.object({ format: z.literal(1), record: z.record(z.string(), z.string()) });

/** Fields that are of no use once Redis has lost the job. */
const PASSING = new Set(['holder', 'writes']);

/** Whose job it is, too: its files are in the workspace's part of the store. */
export type JobPlace = Pick<Job, 'id' | 'workspace'>;

/** Jobs' files in the artifact store, each job's below one folder. */
export class JobFiles {
  /** @param store all of it */
  constructor(
    private readonly store: ArtifactStore,
    private readonly redis: Redis,
  ) {}

  /**
   * Keeps a copy of the job's record as it is now, for `atelier rebuild`. Training doesn't depend on it: a copy that
   * can't be written is a line in the log.
   */
  async keep(jobId: string, jobs: JobStore, logger: Pick<Logger, 'warn'>): Promise<void> {
    try {
      const hash = await jobs.hash(jobId);
      const record = Object.fromEntries(Object.entries(hash).filter(([name]) => !PASSING.has(name)));
      await storeOf(this.store, workspaceOf(hash)).put(
        recordKey(jobId),
        Buffer.from(JSON.stringify({ format: 1, record }, null, 2)),
      );
    } catch (error) {
      logger.warn({ err: error, job: jobId }, "a copy of the job's record could not be kept");
    }
  }

  /** @returns the record that was kept, or undefined if there is none that can be read */
  async record({ id, workspace }: JobPlace): Promise<JobHash | undefined> {
    const bytes = await storeOf(this.store, workspace).get(recordKey(id));
    if (!bytes) return undefined;
    try {
      return keptRecordSchema.parse(JSON.parse(bytes.toString())).record;
    } catch {
      return undefined;
    }
  }

  /** Removes all files of a job: the record first, so that nothing brings back half a job. */
  async remove({ id, workspace }: JobPlace): Promise<void> {
    const store = storeOf(this.store, workspace);
    await store.remove(recordKey(id));
    await store.remove(`jobs/${id}`);
  }

  /** Removes the files of a job that was deleted; where that fails, a worker does it later. */
  async removeDeleted(job: JobPlace, logger: Pick<Logger, 'warn'>): Promise<void> {
    try {
      await this.remove(job);
      await this.redis.srem(keys.deleted, deletedEntry(job));
    } catch (error) {
      logger.warn({ err: error, job: job.id }, "a deleted job's files could not be removed yet");
    }
  }

  /** Jobs that were deleted, and may have files still. */
  async deleted(): Promise<JobPlace[]> {
    return (await this.redis.smembers(keys.deleted)).map(parseDeletedEntry);
  }
}

function deletedEntry({ id, workspace }: JobPlace): string {
  return workspace === DEFAULT_WORKSPACE ? id : `${workspace}/${id}`;
}

function parseDeletedEntry(entry: string): JobPlace {
  const [id = '', workspace = DEFAULT_WORKSPACE] = entry.split('/').reverse();
  return { id, workspace };
}

function recordKey(jobId: string): string {
  return `jobs/${jobId}/job.json`;
}
