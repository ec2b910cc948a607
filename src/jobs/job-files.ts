import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { ArtifactStore } from '../storage/artifact-store.js';
import type { JobHash } from './job-record.js';
import type { JobStore } from './job-store.js';
import { keys } from './keys.js';

/** A job's record as it lies beside its checkpoints: the fields of its hash. */
const keptRecordSchema = z.object({ format: z.literal(1), record: z.record(z.string(), z.string()) });

/** Fields that are of no use once Redis has lost the job. */
const PASSING = new Set(['holder', 'writes']);

/** A job's files in the artifact store, all below one folder. */
export class JobFiles {
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
      await this.store.put(recordKey(jobId), Buffer.from(JSON.stringify({ format: 1, record }, null, 2)));
    } catch (error) {
      logger.warn({ err: error, job: jobId }, "a copy of the job's record could not be kept");
    }
  }

  /** @returns the record that was kept, or undefined if there is none that can be read */
  async record(jobId: string): Promise<JobHash | undefined> {
    const bytes = await this.store.get(recordKey(jobId));
    if (!bytes) return undefined;
    try {
      return keptRecordSchema.parse(JSON.parse(bytes.toString())).record;
    } catch {
      return undefined;
    }
  }

  /** Removes all files of a job: the record first, so that nothing brings back half a job. */
  async remove(jobId: string): Promise<void> {
    await this.store.remove(recordKey(jobId));
    await this.store.remove(`jobs/${jobId}`);
  }

  /** Removes the files of a job that was deleted; where that fails, a worker does it later. */
  async removeDeleted(jobId: string, logger: Pick<Logger, 'warn'>): Promise<void> {
    try {
      await this.remove(jobId);
      await this.redis.srem(keys.deleted, jobId);
    } catch (error) {
      logger.warn({ err: error, job: jobId }, "a deleted job's files could not be removed yet");
    }
  }
}

function recordKey(jobId: string): string {
  return `jobs/${jobId}/job.json`;
}
