import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Job } from '../contracts/job.js';
import { AtelierError } from '../errors.js';
import { endOfJob, type JobDefinition } from './job-record.js';
import type { JobStore } from './job-store.js';
import { BULLMQ_PREFIX, keys, TRAINING_QUEUE } from './keys.js';

/** What the API may do with jobs: post and cancel them. */
export class TrainingQueue {
  readonly #queue: Queue;

  constructor(
    private readonly jobs: JobStore,
    private readonly redis: Redis,
  ) {
    this.#queue = new Queue(TRAINING_QUEUE, {
      connection: redis,
      prefix: BULLMQ_PREFIX,
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    });
    // Failures reach the caller of the command that failed.
    this.#queue.on('error', () => {});
  }

  /** Records a job and puts it in the queue. */
  async post(definition: Omit<JobDefinition, 'id' | 'createdAt'>): Promise<Job> {
    const job = await this.jobs.create(definition);
    await this.#queue.add('train', {}, { jobId: job.id });
    return job;
  }

  /**
   * Cancels a queued job at once; a running one is `cancelling` until its trainer has stopped.
   * @throws AtelierError `job_not_found`, or `job_state_conflict` if it has ended already
   */
  async cancel(id: string): Promise<Job> {
    const queued = await this.jobs.commit(id, {
      from: ['queued'],
      patch: endOfJob('cancelled'),
      event: { type: 'state', data: { state: 'cancelled' } },
    });
    if (!('refused' in queued)) {
      await this.#queue.remove(id);
      return await this.jobs.get(id);
    }
    const running = await this.jobs.commit(id, {
      from: ['running'],
      patch: { state: 'cancelling' },
      event: { type: 'state', data: { state: 'cancelling' } },
    });
    // Asking twice is no mistake.
    if ('refused' in running && !(running.refused === 'conflict' && running.state === 'cancelling')) {
      const { state } = await this.jobs.get(id);
      throw new AtelierError('job_state_conflict', `The job has ended already: it is ${state}.`);
    }
    await this.redis.publish(keys.control, id);
    return await this.jobs.get(id);
  }

  /** How many jobs wait for a worker. */
  async waiting(): Promise<number> {
    return await this.#queue.getWaitingCount();
  }

  async close(): Promise<void> {
    await this.#queue.close();
  }
}
