import type { Redis } from 'ioredis';
import type { CheckpointManifest } from '../../contracts/checkpoint.js';
import type { SeenDataset } from '../../contracts/dataset.js';
import type { Job } from '../../contracts/job.js';
import { isTerminal, type JobState } from '../../contracts/job-state.js';
import { AtelierError } from '../../errors.js';
import { keys } from '../../redis/keys.js';
import type { TraceParent } from '../../telemetry/tracing.js';
import { definitionOf, type JobPatch, moveTo, type NewJob } from '../records/job-record.js';
import type { JobStore, Settlement } from '../records/job-store.js';
import { afterRequest, type JobRequest, type Next } from '../records/lifecycle.js';
import type { Outbox } from './outbox.js';
import { entryId } from './queue-entry.js';

/** Of a request that queues a job again. */
interface QueuedAgain {
  /** What the job learns from, as it was read from the store; none if it names a folder. */
  readonly dataset?: SeenDataset | undefined;
  readonly trace?: TraceParent | undefined;
}

/** What the API may do with jobs. */
export class TrainingQueue {
  constructor(
    private readonly jobs: JobStore,
    private readonly outbox: Outbox,
    private readonly redis: Redis,
    private readonly maxActive?: number,
  ) {}

  /**
   * What may be done with the jobs of one workspace.
   * @param maxActive how many of them may not have ended; any number by default
   */
  of(workspace: string, maxActive?: number): TrainingQueue {
    return new TrainingQueue(this.jobs.of(workspace), this.outbox, this.redis, maxActive);
  }

  /**
   * Records a job and puts it in the queue.
   * @param options.dataset what it learns from, as it was read from the store
   * @throws AtelierError `idempotency_in_flight` if another request took over the key, `quota_exceeded`,
   *   `dataset_not_found` if the dataset was deleted meanwhile
   */
  async post(
    job: NewJob,
    options: {
      id?: string;
      checkpoint?: CheckpointManifest;
      dataset?: SeenDataset | undefined;
      idempotency?: Settlement | undefined;
      trace?: TraceParent | undefined;
    } = {},
  ): Promise<Job> {
    const created = await this.jobs.create(job, { ...options, maxActive: this.maxActive });
    await this.#deliver();
    return created;
  }

  /**
   * Cancels a job that no trainer has at once; another is `cancelling` until its trainer is gone.
   * @throws AtelierError `job_not_found`, or `job_state_conflict` if it has ended otherwise
   */
  async cancel(id: string): Promise<Job> {
    return await this.#request('cancel', id);
  }

  /**
   * Pauses a queued job at once; a running one is `pausing` until its checkpoint is written.
   * @throws AtelierError `job_not_found` or `job_state_conflict`
   */
  async pause(id: string): Promise<Job> {
    const job = await this.#request('pause', id);
    if (job.pauseReason !== 'storage') return job;
    // It would go on by itself, which is not what is asked for now.
    await this.jobs.commit(id, {
      from: ['paused'],
      expect: { pauseReason: 'storage' },
      patch: { pauseReason: 'request' },
      event: { type: 'state', data: { state: 'paused', pauseReason: 'request' } },
    });
    return await this.jobs.get(id);
  }

  /** @throws AtelierError `job_not_found` or `job_state_conflict` */
  async resume(id: string, trace?: TraceParent): Promise<Job> {
    return await this.#request('resume', id, tracedBy(trace));
  }

  /**
   * Queues a failed job again; it goes on from its last checkpoint.
   * @throws AtelierError `job_not_found`, `job_state_conflict`, `quota_exceeded`, or `dataset_not_found` if the dataset was
   *   deleted meanwhile
   */
  async retry(id: string, { dataset, trace }: QueuedAgain = {}): Promise<Job> {
    return await this.#request('retry', id, { crashes: '0', ...tracedBy(trace) }, dataset);
  }

  /**
   * Trains a finished job for more epochs, as if they had been asked for at first.
   * @param totalSteps steps of the whole run with so many epochs
   * @throws AtelierError `job_not_found`, `job_state_conflict`, `quota_exceeded`, or `dataset_not_found` if the dataset was
   *   deleted meanwhile
   */
  async extend(id: string, numEpochs: number, totalSteps: number, { dataset, trace }: QueuedAgain = {}): Promise<Job> {
    const definition = definitionOf(await this.jobs.hash(id));
    const extended = { ...definition, hyperparameters: { ...definition.hyperparameters, numEpochs }, totalSteps };
    const patch = { definition: JSON.stringify(extended), crashes: '0', ...tracedBy(trace) };
    return await this.#request('extend', id, patch, dataset);
  }

  /** @throws AtelierError `job_not_found`, or `job_state_conflict` if it has ended */
  async prioritize(id: string, priority: number): Promise<Job> {
    const patch = { priority: String(priority) };
    const queued = await this.jobs.commit(id, { from: ['queued'], patch, requeue: true });
    if ('rejected' in queued) {
      const other = await this.jobs.commit(id, { from: ['running', 'pausing', 'paused'], patch });
      if ('rejected' in other) throw conflict(await this.jobs.get(id), 'prioritize');
    } else await this.#deliver();
    return await this.jobs.get(id);
  }

  /**
   * Deletes the record of a job that has ended. Its files are to be removed after that.
   * @throws AtelierError `job_not_found`, `job_state_conflict`, or `checkpoint_in_use` by a model
   */
  async delete(id: string): Promise<void> {
    const state = await this.jobs.delete(id);
    if (state) throw new AtelierError('job_state_conflict', `The job is ${state}: cancel it before it is deleted.`);
  }

  /** How many jobs wait for a worker. */
  async waiting(): Promise<number> {
    return await this.redis.zcard(keys.waiting);
  }

  async close(): Promise<void> {
    await this.outbox.close();
  }

  /** Makes the transition that a request asks for from whichever state the job is in. */
  async #request(request: JobRequest, id: string, patch: JobPatch = {}, dataset?: SeenDataset): Promise<Job> {
    let { state } = await this.jobs.get(id);
    for (;;) {
      const next = afterRequest(request, state);
      if (!next) throw conflict(await this.jobs.get(id), request);
      // Asking twice is no mistake.
      if (next === state) return await this.jobs.get(id);
      const result = await this.jobs.commit(id, {
        from: [state],
        maxActive: this.maxActive,
        dataset,
        ...changeTo(next, patch),
      });
      if (!('rejected' in result)) {
        await this.#followUp(id, state, next);
        return await this.jobs.get(id);
      }
      // Without an attempt, only the state can be refused.
      if (result.rejected === 'conflict') state = result.state;
    }
  }

  async #followUp(id: string, before: JobState, now: JobState): Promise<void> {
    if (now === 'queued') await this.#deliver();
    else if (before === 'queued') {
      const { turn } = await this.jobs.hash(id);
      // The job has left the queue already: an entry that can't be taken back is dropped by the worker that takes it.
      await this.outbox.withdraw(entryId({ jobId: id, number: Number(turn) })).catch(() => {});
    } else await this.redis.publish(keys.control, id);
  }

  /** What is owed is written down: a worker delivers it where this fails. */
  async #deliver(): Promise<void> {
    await this.outbox.deliver().catch(() => {});
  }
}

/** What runs next belongs to the trace of whoever asked for it. */
function tracedBy(trace: TraceParent | undefined): JobPatch {
  return trace === undefined ? {} : { trace };
}

function changeTo(state: JobState, patch: JobPatch) {
  const next: Next = state === 'paused' ? { state, pauseReason: 'request' } : { state };
  const { pauseReason } = next;
  return {
    patch: { ...moveTo(next), ...patch },
    event: { type: 'state', data: { state, ...(pauseReason ? { pauseReason } : {}) } },
  } as const;
}

function conflict({ state }: Job, request: string): AtelierError {
  const what = isTerminal(state) ? `The job has ended already: it is ${state}` : `The job is ${state}`;
  return new AtelierError('job_state_conflict', `${what}, and cannot ${request} from there.`);
}
