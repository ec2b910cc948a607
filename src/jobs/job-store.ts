import type { Redis } from 'ioredis';
import { ulid } from 'ulid';
import type { CheckpointManifest } from '../contracts/checkpoint.js';
import type { EventBody } from '../contracts/event.js';
import type { Attempt, Job } from '../contracts/job.js';
import type { JobState } from '../contracts/job-state.js';
import { AtelierError } from '../errors.js';
import { type CommitReply, defineCommands } from './commands.js';
import {
  attemptField,
  attemptsOf,
  type JobDefinition,
  type JobHash,
  type JobPatch,
  jobFromHash,
} from './job-record.js';
import { keys } from './keys.js';

const JOB_ID = /^job_[0-9A-Z]{26}$/;

/** A change to a job, refused as a whole if the job is not in one of `from`, or has moved on to another attempt. */
export interface Commit {
  readonly from: readonly JobState[];
  /** The attempt that writes; left out by those that act for no attempt, such as the API. */
  readonly attempt?: number;
  readonly patch?: JobPatch;
  readonly event?: EventBody;
}

/** A job of another state or attempt than a commit asked for. */
export type Refusal = { readonly refused: 'stale' } | { readonly refused: 'conflict'; readonly state: JobState };
export type CommitResult = { readonly seq: number; readonly state: JobState } | Refusal;

/** Job records in Redis. Every change is one atomic step that also appends the event that tells of it. */
export class JobStore {
  constructor(readonly redis: Redis) {
    defineCommands(redis);
  }

  /** Creates a job in state `queued`. */
  async create(definition: Omit<JobDefinition, 'id' | 'createdAt'>): Promise<Job> {
    const id = `job_${ulid()}`;
    const createdAt = new Date().toISOString();
    const record: JobDefinition = { ...definition, id, createdAt };
    const hash: JobHash = {
      definition: JSON.stringify(record),
      state: 'queued',
      attempt: '0',
      seq: '1',
      epoch: '0',
      step: '0',
    };
    const event = JSON.stringify({ seq: 1, type: 'state', at: createdAt, data: { state: 'queued' } });
    await this.redis
      .multi()
      .hset(keys.job(id), hash)
      .zadd(keys.jobs, 0, id)
      .xadd(keys.events(id), '1-0', 'event', event)
      .exec();
    return jobFromHash(hash);
  }

  /** @throws AtelierError `job_not_found` */
  async get(id: string): Promise<Job> {
    return jobFromHash(await this.#hash(id));
  }

  /** The job with the numbers of its first and last event, read at one moment. */
  async getWithSeq(id: string): Promise<{ job: Job; firstSeq: number; lastSeq: number }> {
    const hash = await this.#hash(id);
    const [first] = await this.redis.xrange(keys.events(id), '-', '+', 'COUNT', 1);
    return { job: jobFromHash(hash), firstSeq: first ? seqOf(first[0]) : 1, lastSeq: Number(hash.seq) };
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
    // One more than the page is looked for, to know whether there is another page.
    const found: Job[] = [];
    let cursor = options.after;
    while (found.length <= limit) {
      const ids = await this.redis.zrevrangebylex(keys.jobs, cursor ? `(${cursor}` : '+', '-', 'LIMIT', 0, limit + 1);
      const hashes = await Promise.all(ids.map((id) => this.redis.hgetall(keys.job(id))));
      const jobs = hashes.filter((hash) => hash.state !== undefined).map(jobFromHash);
      found.push(...jobs.filter((job) => state === undefined || job.state === state));
      if (ids.length <= limit) break;
      cursor = ids.at(-1);
    }
    const items = found.slice(0, limit);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  /**
   * Applies a change, or says why not.
   * @throws AtelierError `job_not_found`
   */
  async commit(id: string, { from, attempt, patch = {}, event }: Commit): Promise<CommitResult> {
    const fields = Object.entries(patch).flat() as string[];
    const reply: CommitReply = await this.redis.atelierCommit(
      keys.job(id),
      keys.events(id),
      attempt === undefined ? '' : String(attempt),
      from.join(),
      keys.live(id),
      event?.type ?? '',
      event ? new Date().toISOString() : '',
      event ? JSON.stringify(event.data) : '',
      ...fields,
    );
    switch (reply[0]) {
      case 'ok':
        return { seq: Number(reply[1]), state: reply[2] as JobState };
      case 'missing':
        throw noSuchJob(id);
      case 'stale':
        return { refused: 'stale' };
      case 'conflict':
        return { refused: 'conflict', state: reply[1] as JobState };
    }
  }

  /**
   * Begins the next attempt of a job that is queued, or whose worker was lost.
   * @returns the attempt, or undefined if the job is in no state to run
   */
  async beginAttempt(id: string, worker: string): Promise<{ job: Job; attempt: Attempt } | undefined> {
    const hash = await this.#hash(id);
    const fromStep = (await this.checkpoints(id)).at(-1)?.step ?? 0;
    const now = new Date().toISOString();
    const attempts = attemptsOf(hash);
    const previous = attempts.at(-1);
    const number = Number(hash.attempt) + 1;
    const attempt: Attempt = { number, worker, fromStep, startedAt: now, endedAt: null, outcome: null };
    const result = await this.commit(id, {
      from: ['queued', 'running'],
      attempt: number - 1,
      patch: {
        state: 'running',
        attempt: String(number),
        startedAt: hash.startedAt || now,
        [attemptField(number)]: JSON.stringify(attempt),
        ...(previous && previous.endedAt === null
          ? { [attemptField(previous.number)]: JSON.stringify({ ...previous, endedAt: now, outcome: 'worker lost' }) }
          : {}),
      },
      event: { type: 'state', data: { state: 'running', attempt: number, fromStep } },
    });
    return 'refused' in result ? undefined : { job: await this.get(id), attempt };
  }

  /** Registers a checkpoint for its attempt and tells of it; drops those that were pruned. */
  async addCheckpoint(manifest: CheckpointManifest, attempt: number, pruned: readonly number[]): Promise<CommitResult> {
    const { job, step, epoch, id, weights } = manifest;
    const result = await this.commit(job, {
      from: ['running', 'cancelling'],
      attempt,
      event: { type: 'checkpoint', data: { id, epoch, step, bytes: weights.bytes } },
    });
    if ('refused' in result) return result;
    await this.redis.hset(keys.checkpoints(job), String(step), JSON.stringify(manifest));
    if (pruned.length > 0) await this.redis.hdel(keys.checkpoints(job), ...pruned.map(String));
    return result;
  }

  /** Oldest first. */
  async checkpoints(id: string): Promise<CheckpointManifest[]> {
    await this.#requireJob(id);
    const manifests = Object.values(await this.redis.hgetall(keys.checkpoints(id)));
    return manifests.map((json) => JSON.parse(json) as CheckpointManifest).sort((a, b) => a.step - b.step);
  }

  /** @returns a checkpoint of a job, or undefined where there is none, or no such job */
  async checkpoint(id: string, step: number): Promise<CheckpointManifest | undefined> {
    const json = await this.redis.hget(keys.checkpoints(id), String(step));
    return json === null ? undefined : (JSON.parse(json) as CheckpointManifest);
  }

  async addSample(id: string, step: number): Promise<void> {
    await this.redis.zadd(keys.samples(id), step, String(step));
  }

  /** Steps that have a sample grid, in order. */
  async samples(id: string): Promise<number[]> {
    await this.#requireJob(id);
    return (await this.redis.zrange(keys.samples(id), 0, '-1')).map(Number);
  }

  /** Events with seq > after as the JSON that was logged, at most `limit`, in order. */
  async eventsAfter(id: string, after: number, limit: number): Promise<{ seq: number; json: string }[]> {
    const entries = await this.redis.xrange(keys.events(id), `${after + 1}-0`, '+', 'COUNT', limit);
    return entries.map(([entryId, fields]) => ({ seq: seqOf(entryId), json: fields[1] as string }));
  }

  /** All events from the first, in pages. */
  async *allEvents(id: string): AsyncGenerator<{ seq: number; json: string }> {
    const pageSize = 1000;
    let after = 0;
    for (;;) {
      const page = await this.eventsAfter(id, after, pageSize);
      yield* page;
      const last = page.at(-1);
      if (!last || page.length < pageSize) return;
      after = last.seq;
    }
  }

  async #requireJob(id: string): Promise<void> {
    if (!JOB_ID.test(id) || !(await this.redis.exists(keys.job(id)))) throw noSuchJob(id);
  }

  async #hash(id: string): Promise<JobHash> {
    const hash = JOB_ID.test(id) ? await this.redis.hgetall(keys.job(id)) : {};
    if (hash.state === undefined) throw noSuchJob(id);
    return hash;
  }
}

function noSuchJob(id: string): AtelierError {
  return new AtelierError('job_not_found', `There is no job ${id.slice(0, 64)}.`);
}

function seqOf(entryId: string): number {
  return Number(entryId.split('-')[0]);
}
