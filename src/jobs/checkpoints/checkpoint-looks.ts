import { LRUCache } from 'lru-cache';
import { type CheckpointManifest, parseCheckpointId } from '../../contracts/checkpoint.js';
import type { JobStore } from '../records/job-store.js';

/** Manifests kept; the longest unseen go first. */
const MAX_MANIFESTS = 1_000;
/** A checkpoint that is gone is missed after this long, in ms. What a manifest says never changes. */
const MAX_AGE_MS = 1_000;

/** Looks at checkpoints for requests that name one: all of a busy service name the same few. */
export class CheckpointLooks {
  readonly #manifests = new LRUCache<string, CheckpointManifest>({ max: MAX_MANIFESTS, ttl: MAX_AGE_MS });

  constructor(private readonly jobs: JobStore) {}

  /** @returns undefined if there is no such checkpoint */
  async get(id: string): Promise<CheckpointManifest | undefined> {
    const kept = this.#manifests.get(id);
    if (kept) return kept;
    const parsed = parseCheckpointId(id);
    const found = parsed && (await this.jobs.checkpoint(parsed.jobId, parsed.step));
    if (found) this.#manifests.set(id, found);
    return found;
  }

  /** To be called by whoever changes a job in this process: its checkpoints may be gone. */
  forget(jobId: string): void {
    for (const [id, { job }] of this.#manifests) if (job === jobId) this.#manifests.delete(id);
  }
}
