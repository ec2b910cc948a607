import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { jobIdOfKey, keys } from '../../redis/keys.js';
import { type JobStore, noSuchJob } from './job-store.js';
import { SharedReads } from './shared-reads.js';

/** Where Redis says which keys have changed. */
const INVALIDATIONS = '__redis__:invalidate';
/** Records kept; the longest unseen go first. */
const MAX_RECORDS = 1_000;
/** A record is read again after this long, in ms, in case that Redis is gone without a sign. */
const MAX_AGE_MS = 1_000;

/** A job as JSON, and whose it is. */
interface CachedJob {
  readonly json: string;
  readonly workspace: string;
}

interface CacheEntry {
  readonly job: Promise<CachedJob>;
  /** Its place in the queue is part of it; so it may be, as long as it is being read. */
  queued: boolean;
}

/**
 * Jobs as JSON, for reads of one job: of all requests the most frequent ones. Records are kept until Redis says that they
 * have changed, by its client-side caching
 * (https://redis.io/docs/latest/develop/reference/client-side-caching).
 *
 * Redis sends word of a change together with its reply to whoever made it, and a read is served in the next turn of
 * the event loop, when what had arrived before it has been heard. So a client that was told of a change by another
 * process sees it; should a packet be lost on the way, a record's age is the bound. What this process changes itself, it
 * forgets at once. Where Redis cannot do this, or is away, nothing is kept.
 */
export class JobCache {
  readonly #records = new LRUCache<string, CacheEntry>({ max: MAX_RECORDS, ttl: MAX_AGE_MS });
  readonly #shared = new SharedReads((id) => this.#read(id));
  /** Whether Redis tells of changes to what is read. */
  #tracking = false;
  #beginning: Promise<void> = Promise.resolve();

  /**
   * @param jobs those of all workspaces, over a connection of its own, on which Redis remembers what was read
   * @param notices a connection of its own, for what Redis says; of RESP 2, which has a channel for it
   */
  constructor(
    private readonly jobs: JobStore,
    private readonly notices: Redis,
  ) {
    for (const redis of [jobs.redis, notices]) {
      redis.on('ready', () => this.#begin());
      redis.on('close', () => this.#stop());
    }
    notices.on('message', (_channel, changed) => this.#hear(changed));
    this.#begin();
  }

  /**
   * @returns the job as JSON
   * @throws AtelierError `job_not_found`
   */
  async get(id: string, workspace: string): Promise<string> {
    const job = await this.#shared.get(id);
    if (job.workspace !== workspace) throw noSuchJob(id);
    return job.json;
  }

  /** To be called by whoever changes a job in this process. */
  forget(id: string): void {
    this.#records.delete(id);
  }

  close(): void {
    this.notices.disconnect();
    this.jobs.redis.disconnect();
  }

  /** Anew on every new connection: Redis remembers what was read by connection. One at a time, for they share both. */
  #begin(): void {
    this.#beginning = this.#beginning.then(() => this.#listen());
  }

  async #listen(): Promise<void> {
    const { jobs, notices } = this;
    this.#stop();
    if (jobs.redis.status !== 'ready' || notices.status !== 'ready') return;
    try {
      // While it is subscribed, a connection of RESP 2 may not ask for its id.
      await notices.unsubscribe(INVALIDATIONS);
      const id = await notices.client('ID');
      await notices.subscribe(INVALIDATIONS);
      await jobs.redis.client('TRACKING', 'OFF');
      await jobs.redis.client('TRACKING', 'ON', 'REDIRECT', id);
      this.#tracking = true;
    } catch {
      // Redis went away, and `ready` comes once more; or it cannot do this, and nothing is cached.
    }
  }

  #stop(): void {
    this.#tracking = false;
    this.#records.clear();
  }

  #hear(changed: string): void {
    // Said when Redis was emptied.
    if (changed === '') this.#records.clear();
    // No key of ours has a comma.
    for (const key of changed.split(',')) {
      if (key === keys.waiting) this.#forgetQueued();
      else this.#records.delete(jobIdOfKey(key));
    }
  }

  #forgetQueued(): void {
    for (const [id, { queued }] of this.#records) if (queued) this.#records.delete(id);
  }

  #read(id: string): Promise<CachedJob> {
    const cached = this.#records.get(id);
    if (cached) return cached.job;
    const job = this.jobs.get(id).then((job) => {
      record.queued = job.queuePosition !== null;
      return { json: JSON.stringify(job), workspace: job.workspace };
    });
    const record: CacheEntry = { job, queued: true };
    if (this.#tracking) {
      this.#records.set(id, record);
      job.catch(() => this.#records.delete(id));
    }
    return job;
  }
}
