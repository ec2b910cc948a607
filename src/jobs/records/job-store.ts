import type { Redis } from 'ioredis';
import { ulid } from 'ulid';
import { DEFAULT_WORKSPACE } from '../../contracts/access.js';
import type { CheckpointManifest } from '../../contracts/checkpoint.js';
import type { SeenDataset } from '../../contracts/dataset.js';
import type { EventBody } from '../../contracts/event.js';
import type { Job } from '../../contracts/job.js';
import { type JobState, terminalStates } from '../../contracts/job-state.js';
import { UNSCORED } from '../../contracts/quality.js';
import { AtelierError } from '../../errors.js';
import { jobsInState, keys, ofWorkspace } from '../../redis/keys.js';
import type { TraceParent } from '../../telemetry/tracing.js';
import { type CommitCommand, type CommitReply, commandKeys, defineCommands, PRIORITY_STRIDE } from './commands.js';
import { type JobDefinition, type JobHash, type JobPatch, jobFromHash, type NewJob, newJobHash } from './job-record.js';
import { newMessageId } from './webhook-outbox.js';

const JOB_ID = /^job_[0-9A-Z]{26}$/;

/** A change to a job, rejected as a whole if the job is not in one of `from`, or has moved on to another attempt. */
export interface Commit {
  readonly from: readonly JobState[];
  /** Values that fields of the record must have as well; '' for none. */
  readonly expect?: Readonly<Record<string, string>>;
  /**
   * The attempt that writes and the number of the write within it, from 1; left out by those that act for no attempt,
   * such as the API. A write that is sent again, since its answer was lost with the connection, is done once.
   */
  readonly by?: { readonly attempt: number; readonly write: number };
  readonly patch?: JobPatch;
  /** The dataset that the job learns from now: refused if it was deleted since it was read from the store. */
  readonly dataset?: SeenDataset | undefined;
  /** Puts a queued job behind those of its priority. */
  readonly requeue?: true;
  readonly event?: EventBody;
  /** A job that had ended goes on only if its workspace has fewer jobs that have not. */
  readonly maxActive?: number | undefined;
  /** Step of a sample grid to list. */
  readonly sample?: number;
  /** A checkpoint to register; of the others all but the newest `keep`, the best and those that models hold leave the list. */
  readonly checkpoint?: { readonly manifest: CheckpointManifest; readonly keep: number };
}

/** Why a commit changed nothing: the job is of another attempt (`stale`), or in another state (`conflict`). */
export type CommitRejection =
  | { readonly rejected: 'stale' }
  | { readonly rejected: 'conflict'; readonly state: JobState };
export type CommitResult = { readonly seq: number; readonly state: JobState } | CommitRejection;

/** A request's idempotency, to be settled by the job that it creates. */
export interface Settlement {
  readonly key: string;
  /** What must be there still. */
  readonly claim: string;
  readonly settled: (job: Job) => string;
  readonly seconds: number;
}

/** Job records in Redis. Every change is one atomic step that also appends the event that tells of it. */
export class JobStore {
  /**
   * @param changed hears of each job that was changed or deleted here, and of the state that it was brought to, if any
   * @param workspace whose jobs there are; those of others are `job_not_found`. Left out, there are all, and what is made
   *   is of `default`
   */
  constructor(
    readonly redis: Redis,
    private readonly changed: (id: string, state?: JobState) => void = () => {},
    private readonly workspace?: string,
  ) {
    defineCommands(redis);
  }

  /** The workspace that new jobs are of. */
  get home(): string {
    return this.workspace ?? DEFAULT_WORKSPACE;
  }

  /** The jobs of one workspace. */
  of(workspace: string): JobStore {
    return new JobStore(this.redis, this.changed, workspace);
  }

  newId(): string {
    return `job_${ulid()}`;
  }

  /**
   * Creates a job in state `queued`.
   * @param checkpoint what it starts from, as its own checkpoint of step 0
   * @param dataset what it learns from: none of those that were deleted since they were read from the store
   * @param maxActive jobs that have not ended which the workspace may have with it
   * @param trace where in a trace it was asked for
   * @throws AtelierError `idempotency_in_flight` if another request took over the key, `quota_exceeded`,
   *   `dataset_not_found`
   */
  async create(
    { priority, ...given }: NewJob,
    {
      id = this.newId(),
      checkpoint,
      dataset,
      idempotency,
      maxActive,
      trace,
    }: {
      readonly id?: string | undefined;
      readonly checkpoint?: CheckpointManifest | undefined;
      readonly dataset?: SeenDataset | undefined;
      readonly idempotency?: Settlement | undefined;
      readonly maxActive?: number | undefined;
      readonly trace?: TraceParent | undefined;
    } = {},
  ): Promise<Job> {
    const definition: JobDefinition = { ...given, id, createdAt: new Date().toISOString() };
    const hash = newJobHash(definition, priority, this.home, trace);
    const job = jobFromHash(hash, await this.#rankOfNext(priority));
    const created = await this.redis.atelierCreate(
      ...commandKeys(id),
      id,
      JSON.stringify(hash),
      JSON.stringify({ seq: 1, type: 'state', at: definition.createdAt, data: { state: 'queued' } }),
      JSON.stringify(checkpoint ? { [checkpoint.step]: JSON.stringify(checkpoint) } : {}),
      '[]',
      idempotency?.key ?? '',
      idempotency?.claim ?? '',
      idempotency?.settled(job) ?? '',
      String(idempotency?.seconds ?? ''),
      String(maxActive ?? ''),
      newMessageId(),
      dataset ? JSON.stringify(seen(dataset)) : '',
    );
    if (created === 'taken') {
      throw new AtelierError('idempotency_in_flight', 'Another request took over the idempotency key.');
    }
    if (created === 'full') throw tooManyJobs(maxActive);
    if (created === 'deleted') throw datasetDeleted(dataset?.id);
    this.changed(id, 'queued');
    return job;
  }

  /**
   * Brings in a job that is not as new: one that Redis has lost, or imported weights. An event says so.
   * @param hash the record, but for `seq`
   * @param lastSeq number of the last event that is kept elsewhere
   * @param reason told by the event
   * @returns false if Redis has the job
   */
  async restore(
    id: string,
    hash: JobHash,
    made: { readonly checkpoints: readonly CheckpointManifest[]; readonly samples: readonly number[] },
    lastSeq: number,
    reason = 'rebuilt from the store',
  ): Promise<boolean> {
    const seq = lastSeq + 1;
    const data = { state: hash.state, reason };
    const restored = await this.redis.atelierCreate(
      ...commandKeys(id),
      id,
      JSON.stringify({ ...hash, seq: String(seq) }),
      JSON.stringify({ seq, type: 'state', at: new Date().toISOString(), data }),
      JSON.stringify(Object.fromEntries(made.checkpoints.map((each) => [each.step, JSON.stringify(each)]))),
      JSON.stringify(made.samples),
      ...['', '', '', '', ''],
      newMessageId(),
      '',
    );
    return restored === 'ok';
  }

  /** @throws AtelierError `job_not_found` */
  async get(id: string): Promise<Job> {
    const { hash, rank } = await this.#read(id);
    return jobFromHash(hash, rank);
  }

  /**
   * The record as Redis keeps it.
   * @throws AtelierError `job_not_found`
   */
  async hash(id: string): Promise<JobHash> {
    return (await this.#read(id)).hash;
  }

  async exists(id: string): Promise<boolean> {
    return (await this.state(id)) !== undefined;
  }

  /** @returns the job's state, or undefined if there is no such job */
  async state(id: string): Promise<JobState | undefined> {
    const [state, workspace] = await this.redis.hmget(keys.job(id), 'state', 'workspace');
    return this.#isTheirs(workspace) ? ((state ?? undefined) as JobState | undefined) : undefined;
  }

  /** The job with the number of its last event, read at one moment. */
  async getWithSeq(id: string): Promise<{ job: Job; lastSeq: number }> {
    const { hash, rank } = await this.#read(id);
    return { job: jobFromHash(hash, rank), lastSeq: Number(hash.seq) };
  }

  /**
   * Newest first.
   * @param after the id that ended the page before
   */
  async list(options: {
    limit: number;
    after?: string | undefined;
    state?: JobState | undefined;
  }): Promise<{ items: Job[]; nextCursor: string | null }> {
    const { limit, state } = options;
    const all = state === undefined ? ofWorkspace(keys.jobs, this.home) : jobsInState(state, this.home);
    // One more than the page is looked for, to know whether there is another page.
    const found: Job[] = [];
    let cursor = options.after;
    while (found.length <= limit) {
      const ids = await this.redis.zrevrangebylex(all, cursor ? `(${cursor}` : '+', '-', 'LIMIT', 0, limit + 1);
      const records = await Promise.all(ids.map((id) => this.#record(id)));
      for (const [i, { hash, rank }] of records.entries()) {
        if (hash.state !== undefined && (state ?? hash.state) === hash.state) found.push(jobFromHash(hash, rank));
        // It has gone on since, or was changed by a version that doesn't know of lists by state.
        else if (state !== undefined) await this.indexState(ids[i] as string);
      }
      if (ids.length <= limit) break;
      cursor = ids.at(-1);
    }
    const items = found.slice(0, limit);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  /**
   * Applies a change, or says why not.
   * @throws AtelierError `job_not_found`, `quota_exceeded`, `dataset_not_found`
   */
  async commit(id: string, change: Commit): Promise<CommitResult> {
    const { from, expect = {}, by, patch = {}, dataset, requeue, event, sample, checkpoint } = change;
    const command: CommitCommand = {
      ...(this.workspace === undefined ? {} : { workspace: this.workspace }),
      ...(change.maxActive === undefined ? {} : { maxActive: change.maxActive }),
      from,
      expect,
      patch: patch as Record<string, string>,
      ...by,
      ...(dataset ? { dataset: seen(dataset) } : {}),
      ...(requeue ? { requeue } : {}),
      ...(event ? { event: eventOf(event) } : {}),
      ...(sample === undefined ? {} : { sample }),
      ...(checkpoint
        ? {
            checkpoint: {
              step: checkpoint.manifest.step,
              manifest: JSON.stringify(checkpoint.manifest),
              keep: checkpoint.keep,
              unscored: UNSCORED,
            },
          }
        : {}),
    };
    const reply: CommitReply = await this.redis.atelierCommit(
      ...commandKeys(id),
      id,
      keys.live(id),
      JSON.stringify(command),
    );
    this.changed(id, reply[0] === 'ok' ? (patch.state as JobState | undefined) : undefined);
    switch (reply[0]) {
      case 'ok':
        return { seq: Number(reply[1]), state: reply[2] as JobState };
      case 'missing':
        throw noSuchJob(id);
      case 'stale':
        return { rejected: 'stale' };
      case 'full':
        throw tooManyJobs(change.maxActive);
      case 'deleted':
        throw datasetDeleted(dataset?.id);
      case 'conflict':
        return { rejected: 'conflict', state: reply[1] as JobState };
    }
  }

  /**
   * Deletes the record of a job that has ended, and all that Redis keeps of it.
   * @returns undefined, or the state that stands against it
   * @throws AtelierError `job_not_found`, or `checkpoint_in_use` if a model holds one of its checkpoints
   */
  async delete(id: string): Promise<JobState | undefined> {
    const [outcome, detail] = await this.redis.atelierDelete(
      ...commandKeys(id),
      id,
      this.workspace ?? '',
      ...terminalStates,
    );
    this.changed(id);
    if (outcome === 'missing') throw noSuchJob(id);
    if (outcome === 'held') throw checkpointHeld(id, detail);
    return outcome === 'conflict' ? (detail as JobState) : undefined;
  }

  /** Oldest first. */
  async checkpoints(id: string): Promise<CheckpointManifest[]> {
    await this.#requireJob(id);
    const manifests = Object.values(await this.redis.hgetall(keys.checkpoints(id)));
    return manifests.map((json) => JSON.parse(json) as CheckpointManifest).sort((a, b) => a.step - b.step);
  }

  /** @returns a checkpoint of a job, or undefined where there is none, or no such job */
  async checkpoint(id: string, step: number): Promise<CheckpointManifest | undefined> {
    const [json, isThere] = await Promise.all([
      this.redis.hget(keys.checkpoints(id), String(step)),
      this.workspace === undefined || this.exists(id),
    ]);
    return json === null || !isThere ? undefined : (JSON.parse(json) as CheckpointManifest);
  }

  /** Steps that have a sample grid, in order. */
  async samples(id: string): Promise<number[]> {
    await this.#requireJob(id);
    return (await this.redis.zrange(keys.samples(id), 0, '-1')).map(Number);
  }

  /** Lists a job among those of its state, should it not be. */
  async indexState(id: string): Promise<void> {
    await this.redis.atelierIndexState(...commandKeys(id), id, this.home);
  }

  /** How many queued jobs would run before one that is queued now. */
  async #rankOfNext(priority: number): Promise<number> {
    return await this.redis.zcount(keys.waiting, '-inf', `(${PRIORITY_STRIDE * (1 - priority)}`);
  }

  async #requireJob(id: string): Promise<void> {
    if (!JOB_ID.test(id) || !(await this.exists(id))) throw noSuchJob(id);
  }

  async #read(id: string): Promise<{ hash: JobHash; rank: number | null }> {
    const record = JOB_ID.test(id) ? await this.#record(id) : undefined;
    if (record?.hash.state === undefined || !this.#isTheirs(record.hash.workspace)) throw noSuchJob(id);
    return record;
  }

  /** The one place where a job of another workspace becomes one that is not there, but for commits, which do so in Redis. */
  #isTheirs(workspace: string | null | undefined): boolean {
    return this.workspace === undefined || this.workspace === (workspace ?? DEFAULT_WORKSPACE);
  }

  /** The hash, empty where there is none, and the rank among those that wait: one round trip to Redis. */
  async #record(id: string): Promise<{ hash: JobHash; rank: number | null }> {
    const [hash, rank] = await Promise.all([this.redis.hgetall(keys.job(id)), this.redis.zrank(keys.waiting, id)]);
    return { hash, rank: rank ?? null };
  }
}

/** As a commit takes it: webhooks are told of states. */
function eventOf({ type, data }: EventBody): NonNullable<CommitCommand['event']> {
  const event = { type, at: new Date().toISOString(), data: JSON.stringify(data) };
  return type === 'state' ? { ...event, message: newMessageId() } : event;
}

/** Of a whole dataset, which may be large, what names it. */
function seen({ id, createdAt }: SeenDataset): SeenDataset {
  return { id, createdAt };
}

function datasetDeleted(id: string | undefined): AtelierError {
  return new AtelierError('dataset_not_found', `Dataset ${id} was deleted meanwhile.`);
}

function tooManyJobs(maxActive: number | undefined): AtelierError {
  const message = `The workspace has ${maxActive} jobs that have not ended, as many as it may have.`;
  return new AtelierError('quota_exceeded', message);
}

export function noSuchJob(id: string): AtelierError {
  return new AtelierError('job_not_found', `There is no job ${id.slice(0, 64)}.`);
}

/** @param hold `<step> <model> <version>` */
function checkpointHeld(id: string, hold: string): AtelierError {
  const [step, model, version] = hold.split(' ');
  return new AtelierError(
    'checkpoint_in_use',
    `Version ${version} of model ${model} holds checkpoint ${id}.${step}: delete the model, or point it elsewhere ` +
      'until it no longer can be rolled back to that version.',
  );
}
