import type { Redis, Result } from 'ioredis';
import type { SeenDataset } from '../../contracts/dataset.js';
import { isTerminal, type JobState, jobStates, terminalStates } from '../../contracts/job-state.js';
import { AtelierError } from '../../errors.js';
import { jobsInState, keys } from '../../redis/keys.js';

/** For so long a deleted dataset is known as one: longer than a request takes that had read it before. */
const KNOWN_FOR_SECONDS = 15 * 60;

/**
 * Marks a dataset as deleted, unless a job that has not ended uses it.
 *
 * KEYS  1 the marks   2… sorted sets of the workspace's jobs in each state from which a job goes on
 * ARGV  1 the dataset's id   2 its createdAt   3 for how many seconds   4 what the names of jobs' hashes
 *       begin with   5… states in which a job has ended, whatever list it is in
 * Returns {}, or with nothing written {job, state}.
 */
const DELETE_DATASET = `
for i = 2, #KEYS do
  for _, id in ipairs(redis.call('ZRANGE', KEYS[i], 0, -1)) do
    local job = redis.call('HMGET', ARGV[4] .. id, 'definition', 'state')
    local definition, state = job[1], job[2]
    local isActive = definition and string.find(definition, ARGV[1], 1, true)
    for j = 5, #ARGV do isActive = isActive and ARGV[j] ~= state end
    if isActive and cjson.decode(definition).dataset == ARGV[1] then return {id, state} end
  end
end
redis.call('SADD', KEYS[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return {}
`;

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
    redis.defineCommand('atelierDeleteDataset', { lua: DELETE_DATASET });
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
