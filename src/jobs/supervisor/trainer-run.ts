import type { Logger } from 'pino';
import { type MachineDevices, replicaEnvironment } from '../../contracts/devices.js';
import type { EventBody } from '../../contracts/event.js';
import type { Job } from '../../contracts/job.js';
import type { JobState } from '../../contracts/job-state.js';
import type { DataPlaces, FromTrainer, StopReason, ToTrainer } from '../../contracts/trainer-messages.js';
import { AtelierError } from '../../errors.js';
import { retryUntilDone } from '../../redis/retries.js';
import type { ArtifactStore } from '../../storage/artifact-store.js';
import { cacheOf, storeOf } from '../../storage/workspace-store.js';
import { sweepCheckpoints } from '../checkpoints/checkpoint-files.js';
import { EventArchive } from '../events/event-archive.js';
import { EventArchiver } from '../events/event-archiver.js';
import { EventLog } from '../events/event-log.js';
import { definitionOf, type JobPatch } from '../records/job-record.js';
import type { Commit, JobStore } from '../records/job-store.js';
import type { AttemptEnd } from '../records/lifecycle.js';
import type { RunningAttempt } from './attempt.js';
import type { AttemptWatcher } from './attempt-watcher.js';
import { type Child, startChild } from './child.js';

/** A trainer that was told to stop gets this long to finish its step and save, in ms. */
const STOP_GRACE_MS = 60_000;
/** One that is cancelled has nothing to save, and ends soon even in a long step. */
const CANCEL_GRACE_MS = 1_000;

/** What a trainer's end is called in the record when it was stopped. */
const why: Record<StopReason, string> = {
  cancel: 'cancelled',
  pause: 'paused',
  shutdown: 'worker shut down',
  'lock lost': 'worker lost its lock',
};

/**
 * One attempt: a trainer process, and the commits that its messages become. Commits happen one after the other, in
 * the order of the messages, each fenced by the attempt.
 */
export class TrainerRun {
  readonly #child: Child<ToTrainer, FromTrainer>;
  readonly #archiver: EventArchiver;
  /** The part that is the job's workspace's. */
  readonly #store: ArtifactStore;
  #lastCommit: Promise<void> = Promise.resolve();
  #stopReason: StopReason | undefined;
  #fenced = false;
  #end: AttemptEnd | undefined;

  constructor(
    private readonly options: {
      readonly jobs: JobStore;
      readonly running: RunningAttempt;
      readonly trainer: URL;
      readonly store: ArtifactStore;
      readonly places: DataPlaces;
      readonly datasetRoots: readonly string[];
      readonly devices: MachineDevices;
      readonly watcher: AttemptWatcher;
      readonly logger: Logger;
    },
  ) {
    const { jobs, running, trainer, store, places, datasetRoots, devices, logger } = options;
    const { job, attempt } = running;
    this.#store = storeOf(store, job.workspace);
    this.#archiver = new EventArchiver({
      log: new EventLog(jobs.redis),
      archive: new EventArchive(this.#store),
      jobId: job.id,
      logger,
    });
    const theirs = {
      ...places,
      store: { ...places.store, workspace: job.workspace },
      cache: cacheOf(places.cache, job.workspace),
    };
    this.#child = startChild(trainer, [], trainerEnvironment(job, devices, process.env), logger);
    this.#child.onMessage((message) => this.#enqueue(message));
    this.#child.send({ type: 'start', job, fromStep: attempt.fromStep, places: theirs, datasetRoots, devices });
  }

  /** Resolves when the trainer is gone; what it said may still be to be committed. */
  get exited(): Promise<unknown> {
    return this.#child.exited;
  }

  /** Asks the trainer to stop after its step. The first reason counts, but a cancellation overrides every other. */
  stop(reason: StopReason): void {
    if (this.#stopReason && (reason !== 'cancel' || this.#stopReason === 'cancel')) return;
    this.#stopReason = reason;
    this.#child.send({ type: 'stop', reason });
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), reason === 'cancel' ? CANCEL_GRACE_MS : STOP_GRACE_MS);
    void this.#child.exited.then(() => clearTimeout(timer));
  }

  /** Stops if the job's state asks for it, or if the job is not this attempt's any more. */
  heed(state: JobState | undefined): void {
    if (state === 'cancelling') this.stop('cancel');
    else if (state === 'pausing') this.stop('pause');
    else if (state !== 'running') this.#giveUp();
  }

  /**
   * Resolves when the trainer is gone and all it said is committed.
   * @returns undefined if the job has gone on without this attempt
   */
  async ended(): Promise<AttemptEnd | undefined> {
    const { code, signal } = await this.#child.exited;
    await this.#lastCommit;
    await this.#archiver.idle();
    if (this.#fenced) return undefined;
    return this.#end ?? { kind: 'crashed', how: signal ? `killed by ${signal}` : `exited with ${code}` };
  }

  #giveUp(): void {
    this.#fenced = true;
    this.#child.kill('SIGKILL');
  }

  #enqueue(message: FromTrainer): void {
    this.#lastCommit = this.#lastCommit
      .then(() => (this.#fenced ? undefined : this.#apply(message)))
      .catch((error: unknown) => {
        this.options.logger.error({ err: error }, 'a commit failed; the attempt ends');
        this.#giveUp();
      });
  }

  async #apply(message: FromTrainer): Promise<void> {
    switch (message.type) {
      case 'device':
        return await this.#commit({ patch: { device: JSON.stringify(message.device) } });
      case 'dataset':
        return await this.#adoptDataset(message);
      case 'event':
        return await this.#recordEvent(message);
      case 'warnings':
        return await this.#commit(warned(message));
      case 'sample': {
        const { epoch, step } = message;
        const url = `/jobs/${this.options.running.job.id}/samples/${step}.png`;
        return await this.#commit({ sample: step, event: { type: 'sample', data: { epoch, step, url } } });
      }
      case 'checkpoint':
        return await this.#registerCheckpoint(message);
      case 'ended':
        this.#end =
          message.outcome === 'finished'
            ? { kind: 'finished' }
            : { kind: 'stopped', why: why[this.#stopReason ?? 'shutdown'] };
        return;
      case 'failed':
        this.#end = { kind: 'failed', error: message.error };
        return;
      case 'crashed':
        this.#end = { kind: 'crashed', how: message.how };
        return;
    }
  }

  async #adoptDataset({ dataset, classes, totalSteps }: Extract<FromTrainer, { type: 'dataset' }>): Promise<void> {
    const { jobs, running } = this.options;
    const definition = { ...definitionOf(await jobs.hash(running.job.id)), dataset: dataset.id, classes, totalSteps };
    try {
      await this.#commit({ patch: { definition: JSON.stringify(definition) }, dataset });
    } catch (error) {
      if (!(error instanceof AtelierError) || error.code !== 'dataset_not_found') throw error;
      // The next attempt imports the folder again.
      this.#end = { kind: 'crashed', how: 'the dataset of its folder was deleted before the job had it' };
      this.#child.kill('SIGKILL');
    }
  }

  async #recordEvent({ event, seconds = 0 }: Extract<FromTrainer, { type: 'event' }>): Promise<void> {
    await this.#commit({ patch: patchOf(event), event });
    if (event.type === 'step' && !this.#fenced) this.options.watcher.step(event.data, seconds);
  }

  async #registerCheckpoint(message: Extract<FromTrainer, { type: 'checkpoint' }>): Promise<void> {
    const { manifest, begunAt, seconds } = message;
    const { jobs, running, logger } = this.options;
    const { id, epoch, step, weights } = manifest;
    await this.#commit({
      // An attempt that gets this far is no crash in a row.
      patch: { crashes: '0' },
      checkpoint: { manifest, keep: running.job.hyperparameters.keepCheckpoints },
      event: { type: 'checkpoint', data: { id, epoch, step, bytes: weights.bytes } },
    });
    if (this.#fenced) return;
    this.options.watcher.checkpoint(manifest, { begunAt, seconds });
    await sweepCheckpoints(this.#store, jobs, running.job.id).catch((error: unknown) => {
      // The next checkpoint's sweep, or `atelier gc`, finds them again.
      logger.warn({ err: error }, 'dropped checkpoints could not be removed yet');
    });
  }

  /** Commits for the attempt, as often as it takes. */
  async #commit(change: Pick<Commit, 'patch' | 'dataset' | 'event' | 'sample' | 'checkpoint'>): Promise<void> {
    const { jobs, running, logger } = this.options;
    const by = running.nextWrite();
    try {
      const result = await retryUntilDone(logger, () =>
        jobs.commit(running.job.id, { from: ['running', 'pausing', 'cancelling'], by, ...change }),
      );
      if ('rejected' in result) return this.#giveUp();
      this.#archiver.logged(result.seq, change.checkpoint !== undefined);
      this.heed(result.state);
    } catch (error) {
      if (!(error instanceof AtelierError) || error.code !== 'job_not_found') throw error;
      this.#giveUp();
    }
  }
}

/** The change that warnings are: whoever watches is told of what changed only. */
function warned({ warnings, changed }: Extract<FromTrainer, { type: 'warnings' }>): Pick<Commit, 'patch' | 'event'> {
  const patch = { warnings: JSON.stringify(warnings) };
  if (!changed) return { patch };
  const { message, toStep } = changed;
  const level = toStep === null ? 'warn' : 'info';
  return { patch, event: { type: 'log', data: { level, message, warning: changed } } };
}

/** The fields of a record that an event changes. */
function patchOf(event: EventBody): JobPatch {
  if (event.type !== 'step') return {};
  const { epoch, step, etaSeconds } = event.data;
  return {
    epoch: String(epoch),
    step: String(step),
    etaSeconds: String(etaSeconds),
    latest: JSON.stringify(event.data),
  };
}

/** libuv's own number of threads, and those that file reads want beside the decoding of images. */
const DEFAULT_POOL = 4;
const POOL_FOR_FILES = 2;

/**
 * What Node, TensorFlow and CUDA read when the trainer starts: the device of its first replica, a thread for each of
 * `workers`, no TensorFloat-32 for `fp32`, deterministic kernels where they are asked for.
 * @param given the environment that this is added to
 */
export function trainerEnvironment(
  { hyperparameters }: Pick<Job, 'hyperparameters'>,
  devices: MachineDevices,
  given: NodeJS.ProcessEnv,
): Record<string, string> {
  const { ngpu, workers, precision, deterministic } = hyperparameters;
  return {
    UV_THREADPOOL_SIZE: String(Math.max(DEFAULT_POOL, workers + POOL_FOR_FILES)),
    ...replicaEnvironment(devices, ngpu, 0, given),
    ...(precision === 'fp32' ? { NVIDIA_TF32_OVERRIDE: '0' } : {}),
    ...(deterministic ? { TF_DETERMINISTIC_OPS: '1' } : {}),
  };
}
