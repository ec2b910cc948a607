import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type CheckpointManifest, manifestKey } from '../contracts/checkpoint.js';
import type { ArtifactStore, StoredObject } from '../storage/artifact-store.js';
import { sha256Of } from '../storage/checksum.js';
import { scoped } from '../storage/scoped-store.js';
import { keyInWorkspace } from '../storage/workspace-store.js';
import { copyStore } from './copy.js';
import { dumpRedis, encodeDump, type RedisDump } from './redis-dump.js';

/** What a backup is made of. It is written last: where there is one, there is a whole backup. */
export const backupSchema = z.object({
  format: z.literal(1),
  createdAt: z.iso.datetime(),
  version: z.string().describe('Of Atelier.'),
  redis: z.object({ keys: z.int(), sha256: z.string() }),
  objects: z.object({ count: z.int(), bytes: z.int(), sha256: z.string() }),
});
export type Backup = z.infer<typeof backupSchema>;

export const MANIFEST = 'backup.json';
/** What Redis kept. */
export const REDIS = 'redis.ndjson';
/** Every object with its checksum: `[key, bytes, sha256]`, one a line. */
export const OBJECTS = 'objects.ndjson';
/** The store's objects are below this. */
export const STORE = 'store';

/** How often Redis is asked anew before it is given up; once is enough but where checkpoints come every second. */
const TRIES = 50;

/**
 * Backs up Redis and the store of a service that may be running.
 *
 * The store is copied first, since that takes long; then Redis is dumped in one step; then the store once more, what has
 * come since. All that Redis speaks of was in the store when Redis was dumped: it was written before Redis heard of it.
 * So it is in the copy, unless it was removed before the second round came to it, such as a checkpoint that a newer one
 * replaced. Then Redis is dumped again, and only what has come since is copied. What the copy has beyond that dump
 * harms nothing: a checkpoint counts from when Redis lists it, and `restore` cuts events.
 *
 * @param target an empty store, or one with a backup that was cut off, which goes on
 * @throws Error if there is a backup in it, or if checkpoints come faster than they can be copied
 */
export async function backUp(
  { redis, store, version }: { readonly redis: Redis; readonly store: ArtifactStore; readonly version: string },
  target: ArtifactStore,
): Promise<Backup> {
  if ((await target.size(MANIFEST)) !== undefined) {
    throw new Error(`there is a backup in ${target.description}: name another place`);
  }
  const copy = new Copy(store, scoped(target, STORE));
  await copy.update();
  for (let tries = 1; ; tries++) {
    const dump = await dumpRedis(redis);
    const isWhole = (await copy.update()) && copy.holds(dump);
    if (isWhole) return await finish(target, copy, dump, version);
    if (tries === TRIES)
      throw new Error('checkpoints come faster than they can be copied: back up when less is going on');
  }
}

async function finish(target: ArtifactStore, copy: Copy, dump: RedisDump, version: string): Promise<Backup> {
  const [redis, objects] = [encodeDump(dump), copy.list()];
  await target.put(REDIS, redis);
  await target.put(OBJECTS, objects);
  const backup: Backup = {
    format: 1,
    createdAt: new Date().toISOString(),
    version,
    redis: { keys: dump.keys.length, sha256: sha256Of(redis) },
    objects: { ...copy.size, sha256: sha256Of(objects) },
  };
  await target.put(MANIFEST, Buffer.from(JSON.stringify(backup, null, 2)));
  return backup;
}

/** A copy of a store that is in use, brought up to date again and again. */
class Copy {
  readonly #copied = new Map<string, StoredObject & { readonly sha256: string }>();

  constructor(
    private readonly from: ArtifactStore,
    private readonly to: ArtifactStore,
  ) {}

  /** Copies what is new or has changed. @returns whether nothing was removed from under it */
  async update(): Promise<boolean> {
    let isWhole = true;
    await copyStore(this.from, this.to, {
      skip: ({ key, bytes, modifiedAt }) => {
        const copied = this.#copied.get(key);
        return copied?.bytes === bytes && Number(copied.modifiedAt) === Number(modifiedAt);
      },
      onObject: (object, outcome, sha256) => {
        if (outcome === 'gone') isWhole = false;
        else this.#copied.set(object.key, { ...object, sha256 });
      },
    });
    return isWhole;
  }

  /** Whether it has all checkpoints that jobs listed when Redis was dumped. */
  holds({ manifests }: RedisDump): boolean {
    const held = new Set([...this.#copied.keys()].map(keyInWorkspace));
    return manifests.every((json) => {
      const { job, step, weights } = JSON.parse(json) as CheckpointManifest;
      return held.has(manifestKey(job, step)) && held.has(weights.key);
    });
  }

  list(): Buffer {
    const lines = [...this.#copied.values()].map(({ key, bytes, sha256 }) => JSON.stringify([key, bytes, sha256]));
    return Buffer.from(lines.map((line) => `${line}\n`).join(''));
  }

  get size(): { count: number; bytes: number } {
    const objects = [...this.#copied.values()];
    return { count: objects.length, bytes: objects.reduce((sum, { bytes }) => sum + bytes, 0) };
  }
}
