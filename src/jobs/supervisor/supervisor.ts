import { type Job as BullJob, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { MachineDevices } from '../../contracts/devices.js';
import type { DataPlaces } from '../../contracts/trainer-messages.js';
import { AtelierError } from '../../errors.js';
import { connectRedis, keepSubscribed, type RedisUrl } from '../../redis/connection.js';
import { BULLMQ_PREFIX, keys, TRAINING_QUEUE } from '../../redis/keys.js';
import { retryUntilDone } from '../../redis/retries.js';
import type { ArtifactStore } from '../../storage/artifact-store.js';
import { within } from '../../within.js';
import type { Outbox } from '../queue/outbox.js';
import { parseEntryId } from '../queue/queue-entry.js';
import type { JobFiles } from '../records/job-files.js';
import type { JobStore } from '../records/job-store.js';
import { beginAttempt, endAttempt, type RunningAttempt } from './attempt.js';
import type { AttemptWatcher } from './attempt-watcher.js';
import { TrainerRun } from './trainer-run.js';

/**
 * A worker that dies is noticed when its lock has expired and two checks have seen it: within 10 s at the worst. Locks
 * are renewed often, since a worker that loses one hands its job back. All in ms.
 */
const LOCK_MS = 6_000;
const LOCK_RENEWAL_MS = 1_500;
const STALLED_CHECK_MS = 2_000;

/**
 * How long a worker that ends waits for Redis, in ms: with what its trainers have said, such as the name of a checkpoint,
 * for as long as a fail-over takes; else not for long.
 */
const REDIS_WAIT_MS = { withRuns: 20_000, idle: 2_000 };

/** A request that was missed on the channel, such as while Redis was away, is found this soon, in ms. */
const POLL_EVERY_MS = 500;

export interface SupervisorOptions {
  readonly redisUrl: RedisUrl;
  readonly jobs: JobStore;
  readonly outbox: Outbox;
  readonly files: JobFiles;
  /** Name of this worker in records. */
  readonly worker: string;
  /** Jobs trained at the same time. */
  readonly concurrency: number;
  readonly trainer: URL;
  readonly store: ArtifactStore;
  readonly places: DataPlaces;
  /** Folders in and below which jobs may name one of photos. */
  readonly datasetRoots: readonly string[];
  /** What this machine has to train on. */
  readonly devices: MachineDevices;
  /** Makes who hears of each attempt; `queuedAt` is when its entry came to the queue, in ms since 1970. */
  readonly watch: (running: RunningAttempt, queuedAt: number) => AttemptWatcher;
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
  readonly #stopping = new AbortController();
  #checking: NodeJS.Timeout | undefined;

  constructor(private readonly options: SupervisorOptions) {
    const { redisUrl, concurrency, logger } = options;
    this.#connection = connectRedis(redisUrl, 'background');
    this.#queue = new Worker(TRAINING_QUEUE, (entry) => this.#process(entry), {
      connection: this.#connection,
      prefix: BULLMQ_PREFIX,
      concurrency,
      lockDuration: LOCK_MS,
      lockRenewTime: LOCK_RENEWAL_MS,
      stalledInterval: STALLED_CHECK_MS,
      // Crashes are counted in the job's record, where they have reasons.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      autorun: false,
    });
    this.#queue.on('error', (error) => logger.warn({ err: error }, 'queue'));
    // Another worker may have the job by now. If none has, the work is saved and handed back.
    this.#queue.on('lockRenewalFailed', (entries) => {
      for (const entry of entries) this.#runs.get(parseEntryId(entry).jobId)?.stop('lock lost');
    });
    this.#control = connectRedis(redisUrl, 'background');
    this.#control.on('message', (_channel, jobId) => void this.#checkState(jobId));
  }

  /** Starts taking jobs. */
  async start(): Promise<void> {
    await keepSubscribed(this.#control, keys.control);
    this.#checking = setInterval(() => {
      for (const jobId of this.#runs.keys()) void this.#checkState(jobId);
    }, POLL_EVERY_MS);
    this.#queue.run().catch((error: unknown) => this.options.logger.error({ err: error }, 'the queue stopped'));
  }

  /** Hands running jobs back, each with a checkpoint, and ends; also where Redis is away, and does not hear of it. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#queue.pause(true);
    const runs = [...this.#runs.values()];
    for (const run of runs) run.stop('shutdown');
    await Promise.all(runs.map((run) => run.exited));
    const written = await within(runs.length > 0 ? REDIS_WAIT_MS.withRuns : REDIS_WAIT_MS.idle, this.#queue.close());
    if (!written && runs.length > 0) {
      const jobs = [...this.#runs.keys()];
      this.options.logger.error({ jobs }, 'Redis is away: the jobs go on from the last checkpoint that it knows');
    }
    clearInterval(this.#checking);
    this.#connection.disconnect();
    this.#control.disconnect();
  }

  /** Lets a run see its job's state. */
  async #checkState(jobId: string): Promise<void> {
    const run = this.#runs.get(jobId);
    if (!run) return;
    try {
      run.heed(await this.options.jobs.state(jobId));
    } catch (error) {
      this.options.logger.warn({ err: error, job: jobId }, "could not read a job's state");
    }
  }

  /** Runs the job of an entry. An entry is done with when this returns, and comes again if it throws. */
  async #process(bullJob: BullJob): Promise<void> {
    const entry = parseEntryId(bullJob.id as string);
    const logger = this.options.logger.child({ job: entry.jobId });
    try {
      await this.#run(entry, bullJob.timestamp, logger);
    } catch (error) {
      if (!(error instanceof AtelierError) || error.code !== 'job_not_found') throw error;
      logger.info('the job was deleted');
    }
  }

  async #run(entry: ReturnType<typeof parseEntryId>, queuedAt: number, logger: Logger): Promise<void> {
    const { jobs, files, outbox, worker, trainer, store, places, datasetRoots, devices } = this.options;
    const { jobId } = entry;
    const running = await retryUntilDone(logger, () => beginAttempt(jobs, entry, worker), this.#stopping.signal);
    await files.keep(jobId, jobs, logger);
    if (!running) return;
    const { number, fromStep } = running.attempt;
    logger.info({ attempt: number, fromStep }, 'training');

    const watcher = this.options.watch(running, queuedAt);
    const run = new TrainerRun({ jobs, running, trainer, store, places, datasetRoots, devices, watcher, logger });
    this.#runs.set(jobId, run);
    if (this.#stopping.signal.aborted) run.stop('shutdown');
    const end = await run.ended();
    watcher.ended(end);
    // A later attempt may run in this worker already.
    if (this.#runs.get(jobId) === run) this.#runs.delete(jobId);
    if (!end) return logger.info({ attempt: number }, 'the job went on without this attempt');

    const next = await retryUntilDone(logger, () => endAttempt(jobs, running, end));
    logger.info({ attempt: number, end, next }, 'the attempt ended');
    await files.keep(jobId, jobs, logger);
    if (next?.state === 'queued') await retryUntilDone(logger, () => outbox.deliver());
  }
}
