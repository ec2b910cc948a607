import type { Logger } from 'pino';
import { type MachineDevices, replicaEnvironment } from '../contracts/devices.js';
import type { EventBody } from '../contracts/event.js';
import type { Attempt, Job } from '../contracts/job.js';
import type { DataFolders, FromTrainer, StopReason, ToTrainer } from '../contracts/trainer-messages.js';
import type { ErrorSummary } from '../errors.js';
import { type Child, startChild } from './child.js';
import type { JobPatch } from './job-record.js';
import type { CommitResult, JobStore } from './job-store.js';

/** How an attempt's trainer ended. */
export type RunOutcome =
  | { readonly kind: 'finished' | 'stopped' | 'fenced' }
  | { readonly kind: 'failed'; readonly error: ErrorSummary }
  | { readonly kind: 'crashed'; readonly how: string };

/** A trainer that was told to stop gets this long to finish its step and save, in ms. */
const STOP_GRACE_MS = 60_000;

/**
 * One attempt: a trainer process, and the commits that its messages become. Commits happen one after the other, in
 * the order of the messages, each fenced by the attempt.
 */
export class TrainerRun {
  readonly #child: Child<ToTrainer, FromTrainer>;
  #lastCommit: Promise<void> = Promise.resolve();
  #stopReason: StopReason | undefined;
  #fenced = false;
  #end: RunOutcome | undefined;

  constructor(
    private readonly options: {
      readonly jobs: JobStore;
      readonly job: Job;
      readonly attempt: Attempt;
      readonly trainer: URL;
      readonly folders: DataFolders;
      readonly devices: MachineDevices;
      readonly logger: Logger;
    },
  ) {
    const { job, trainer, folders, devices, logger } = options;
    this.#child = startChild(trainer, [], trainerEnvironment(job, devices, process.env), logger);
    this.#child.onMessage((message) => this.#enqueue(message));
    this.#child.send({ type: 'start', job, folders, devices });
  }

  /** Asks the trainer to stop after its step; the first reason counts. */
  stop(reason: StopReason): void {
    if (this.#stopReason) return;
    this.#stopReason = reason;
    this.#child.send({ type: 'stop', reason });
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_GRACE_MS);
    void this.#child.exited.then(() => clearTimeout(timer));
  }

  /** Resolves when the trainer is gone and all it said is committed. */
  async outcome(): Promise<RunOutcome> {
    const { code, signal } = await this.#child.exited;
    await this.#lastCommit;
    if (this.#fenced) return { kind: 'fenced' };
    return this.#end ?? { kind: 'crashed', how: signal ? `killed by ${signal}` : `exited with ${code}` };
  }

  #enqueue(message: FromTrainer): void {
    this.#lastCommit = this.#lastCommit
      .then(() => (this.#fenced ? undefined : this.#commit(message)))
      .catch((error: unknown) => {
        this.options.logger.error({ err: error }, 'a commit failed; the attempt ends');
        this.#child.kill('SIGKILL');
      });
  }

  async #commit(message: FromTrainer): Promise<void> {
    const { jobs, job, attempt } = this.options;
    switch (message.type) {
      case 'device':
        return this.#heed(await this.#write({ device: JSON.stringify(message.device) }));
      case 'event':
        return this.#heed(await this.#write(patchOf(message.event), message.event));
      case 'sample': {
        const { epoch, step } = message;
        await jobs.addSample(job.id, step);
        const url = `/jobs/${job.id}/samples/${step}.png`;
        return this.#heed(await this.#write({}, { type: 'sample', data: { epoch, step, url } }));
      }
      case 'checkpoint':
        return this.#heed(await jobs.addCheckpoint(message.manifest, attempt.number, message.pruned));
      case 'ended':
        this.#end = { kind: message.outcome };
        return;
      case 'failed':
        this.#end = { kind: 'failed', error: message.error };
        return;
      case 'crashed':
        this.#end = { kind: 'crashed', how: message.how };
        return;
    }
  }

  #write(patch: JobPatch, event?: EventBody): Promise<CommitResult> {
    const { jobs, job, attempt } = this.options;
    return jobs.commit(job.id, {
      from: ['running', 'cancelling'],
      attempt: attempt.number,
      patch,
      ...(event ? { event } : {}),
    });
  }

  /** A refused commit means that the job went on without this attempt; `cancelling` reaches the trainer from here. */
  #heed(result: CommitResult): void {
    if ('refused' in result) {
      this.#fenced = true;
      this.#child.kill('SIGKILL');
    } else if (result.state === 'cancelling') {
      this.stop('cancel');
    }
  }
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
