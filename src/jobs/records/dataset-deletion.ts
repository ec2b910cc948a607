import type { Redis, Result } from 'ioredis';
import type { SeenDataset } from '../../contracts/dataset.js';
import { isTerminal, type JobState, jobStates, terminalStates } from '../../contracts/job-state.js';
import { AtelierError } from '../../errors.js';
import { jobsInState, keys } from '../../redis/keys.js';
import { defineLua } from '../../redis/lua.js';

/** For so long a deleted dataset is known as one: longer than a request takes that had read it before. */
const KNOWN_FOR_SECONDS = 15 * 60;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    atelierDeleteDataset(...args: (string | number)[]): Result<[] | [string, JobState], Context>;
  }
}

const goesOn = jobStates.filter((state) => !isTerminal(state));

/**
 * Deletions of a workspace's datasets. Jobs are in Redis and datasets in the store, so a deletion is decided in Redis: one
 * step looks for jobs that use the dataset and marks it. The steps that give a job a dataset look at the mark. Either there
 * is a job before the mark, and the dataset stays, or the mark is before the job, and the job is refused.
 */
export class DatasetDeletion {
  constructor(
    private readonly redis: Redis,
    private readonly workspace: string,
  ) {
    defineLua(redis, { atelierDeleteDataset: { file: new URL('./lua/delete-dataset.lua', import.meta.url) } });
  }

  /**
   * Deletes a dataset that no job uses, from now on either.
   * @param remove removes it from the store
   * @param isThere whether it is there still, should that fail
   * @throws AtelierError `dataset_in_use`; what `remove` throws
   */
  async run(
    { id, createdAt }: SeenDataset,
    remove: () => Promise<void>,
    isThere: () => Promise<boolean>,
  ): Promise<void> {
    const mark = keys.deletedDataset(id, this.workspace);
    const lists = goesOn.map((state) => jobsInState(state, this.workspace));
    const [job, state] = await this.redis.atelierDeleteDataset(
      1 + lists.length,
      mark,
      ...lists,
      id,
      createdAt,
      KNOWN_FOR_SECONDS,
      keys.job(''),
      ...terminalStates,
    );
    if (job !== undefined) throw new AtelierError('dataset_in_use', `Job ${job} uses the dataset and is ${state}.`);
    try {
      await remove();
    } catch (error) {
      // One that may be there or not stays marked until it is deleted again, or the mark is old.
      if (await isThere().catch(() => false)) await this.redis.srem(mark, createdAt);
      throw error;
    }
    // Workers that don't hear of it find out by themselves.
    await this.redis.publish(keys.datasetDeletions, id).catch(() => {});
  }
}
