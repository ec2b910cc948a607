import { type Job as BullJob, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { MachineDevices } from '../contracts/devices.js';
import type { Attempt, Job } from '../contracts/job.js';
import type { DataFolders } from '../contracts/trainer-messages.js';
import type { ErrorSummary } from '../errors.js';
import { endOfAttempt, endOfJob } from './job-record.js';
import type { JobStore } from './job-store.js';
import { BULLMQ_PREFIX, keys, TRAINING_QUEUE } from './keys.js';
import { connectRedis, type RedisUrl } from './redis.js';
import { type RunOutcome, TrainerRun } from './trainer-run.js';

/** Crashes of one job before it fails for good. */
export const MAX_CRASHES = 3;

/** A worker that dies is noticed after this long at most, in ms; it renews its lock at half of it. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5_000;

export interface SupervisorOptions {
  readonly redisUrl: RedisUrl;
  readonly jobs: JobStore;
  /** Name of this worker in records. */
  readonly worker: string;
  /** Jobs trained at the same time. */
  readonly concurrency: number;
  readonly trainer: URL;
  readonly folders: DataFolders;
  /** What this machine has to train on. */
  readonly devices: MachineDevices;
  readonly logger: Logger;
}

/**
 * Takes training jobs from the queue and runs each in a trainer process. BullMQ decides which worker gets a job; the
 * record's state and attempt decide what may be written.
 */
export class Supervisor {
  readonly #runs = new Map<string, TrainerRun>();
  readonly #queue: Worker<Record<string, never>>;
  /** BullMQ leaves connections that it was given open. */
  readonly #connection: Redis;
  readonly #control: Redis;
  #stopping = false;

  constructor(private readonly options: SupervisorOptions) {
    this.#connection = connectRedis(options.redisUrl, 'background');
    this.#queue = new Worker(TRAINING_QUEUE, (job, token) => this.#process(job, token), {
      connection: this.#connection,
      prefix: BULLMQ_PREFIX,
      concurrency: options.concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      // Crashes are counted in the job's record, where they have reasons.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      autorun: false,
    });
    this.#queue.on('error', (error) => options.logger.warn({ err: error }, 'queue'));
    this.#control = connectRedis(options.redisUrl, 'background');
    this.#control.on('message', (_channel, jobId) => this.#runs.get(jobId)?.stop('cancel'));
  }

  /** Starts taking jobs. */
  async start(): Promise<void> {
    await this.#control.subscribe(keys.control);
    this.#queue.run().catch((error: unknown) => this.options.logger.error({ err: error }, 'the queue stopped'));
  }

  /** Hands running jobs back, each with a checkpoint, and ends. */
  async close(): Promise<void> {
    this.#stopping = true;
    await this.#queue.pause(true);
    for (const run of this.#runs.values()) run.stop('shutdown');
    await this.#queue.close();
    this.#connection.disconnect();
    this.#control.disconnect();
  }

  async #process(bullJob: BullJob, token: string | undefined): Promise<void> {
    const { jobs, worker, trainer, folders, devices } = this.options;
    const jobId = bullJob.id as string;
    const logger = this.options.logger.child({ job: jobId });

    if (await this.#failIfExhausted(jobId, logger)) return;
    const begun = await jobs.beginAttempt(jobId, worker);
    if (!begun) {
      await this.#settleCancelled(jobId);
      return;
    }
    const { job, attempt } = begun;
    logger.info({ attempt: attempt.number, fromStep: attempt.fromStep }, 'training');

    const run = new TrainerRun({ jobs, job, attempt, trainer, folders, devices, logger });
    this.#runs.set(jobId, run);
    if (this.#stopping) run.stop('shutdown');
    let outcome: RunOutcome;
    try {
      outcome = await run.outcome();
    } finally {
      this.#runs.delete(jobId);
    }
    logger.info({ attempt: attempt.number, outcome }, 'the trainer ended');

    const again = await this.#conclude(job, attempt, outcome);
    if (again) {
      await bullJob.moveToWait(token);
      throw new WaitingError();
    }
  }

  /** Moves the job on after an attempt. @returns whether it has to run again */
  async #conclude(job: Job, attempt: Attempt, outcome: RunOutcome): Promise<boolean> {
    switch (outcome.kind) {
      case 'fenced':
        return false;
      case 'finished':
        await this.#end(job, attempt, 'succeeded');
        return false;
      case 'failed':
        await this.#end(job, attempt, 'failed', outcome.error);
        return false;
      case 'stopped':
        return await this.#queueAgain(job, attempt, 'worker shut down');
      case 'crashed':
        return await this.#queueAgain(job, attempt, `crashed: ${outcome.how}`);
    }
  }

  async #end(job: Job, attempt: Attempt, state: 'succeeded' | 'failed', error?: ErrorSummary): Promise<void> {
    const result = await this.options.jobs.commit(job.id, {
      from: ['running'],
      attempt: attempt.number,
      patch: {
        ...endOfAttempt(attempt, state),
        ...endOfJob(state),
        ...(error ? { error: JSON.stringify(error) } : { epoch: String(job.hyperparameters.numEpochs) }),
      },
      event: { type: 'state', data: { state, attempt: attempt.number, ...(error ? { error } : {}) } },
    });
    if ('refused' in result) await this.#settleCancelled(job.id, attempt);
  }

  async #queueAgain(job: Job, attempt: Attempt, reason: string): Promise<boolean> {
    const result = await this.options.jobs.commit(job.id, {
      from: ['running'],
      attempt: attempt.number,
      patch: { ...endOfAttempt(attempt, reason), state: 'queued' },
      event: { type: 'state', data: { state: 'queued', attempt: attempt.number, reason } },
    });
    if (!('refused' in result)) return true;
    await this.#settleCancelled(job.id, attempt);
    return false;
  }

  /** A job that was being cancelled when its attempt ended, or when no attempt held it, is cancelled now. */
  async #settleCancelled(jobId: string, attempt?: Attempt): Promise<void> {
    await this.options.jobs.commit(jobId, {
      from: ['cancelling'],
      patch: { ...(attempt ? endOfAttempt(attempt, 'cancelled') : {}), ...endOfJob('cancelled') },
      event: { type: 'state', data: { state: 'cancelled' } },
    });
  }

  async #failIfExhausted(jobId: string, logger: Logger): Promise<boolean> {
    const { jobs } = this.options;
    const { attempts, state } = await jobs.get(jobId);
    const crashes = attempts.filter(({ outcome }) => outcome === null || outcome !== 'worker shut down').length;
    if (crashes < MAX_CRASHES || (state !== 'queued' && state !== 'running')) return false;
    const error: ErrorSummary = {
      code: 'attempts_exhausted',
      message: `The job ended early ${crashes} times; the last: ${attempts.at(-1)?.outcome ?? 'worker lost'}.`,
    };
    logger.warn(error, 'giving up');
    await jobs.commit(jobId, {
      from: ['queued', 'running'],
      patch: { ...endOfJob('failed'), error: JSON.stringify(error), etaSeconds: '' },
      event: { type: 'state', data: { state: 'failed', error } },
    });
    return true;
  }
}
