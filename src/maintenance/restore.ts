import type { Redis } from 'ioredis';
import pMap from 'p-map';
import { EventArchive } from '../jobs/events/event-archive.js';
import { workspaceNames } from '../jobs/records/workspace-names.js';
import { keys, ofWorkspace } from '../redis/keys.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import { sha256Of } from '../storage/checksum.js';
import { scoped } from '../storage/scoped-store.js';
import { storeOf } from '../storage/workspace-store.js';
import { type Backup, backupSchema, MANIFEST, OBJECTS, REDIS, STORE } from './backup.js';
import { copyObject } from './copy.js';
import { decodeDump, isEmpty, restoreRedis } from './redis-dump.js';

const CONCURRENCY = 8;

/**
 * Brings a backup back into an empty Redis and an empty store. The store comes first and Redis last, so that nothing
 * speaks of what isn't there yet; one that is cut off goes on when it is run again. Jobs that were running go on from
 * the last checkpoint that the backup has.
 *
 * @throws Error if either is in use, if there is no whole backup, or if one of its bytes has changed
 */
export async function restore(
  backup: ArtifactStore,
  { redis, store }: { readonly redis: Redis; readonly store: ArtifactStore },
): Promise<Backup> {
  const manifest = await readManifest(backup);
  const [dump, objects] = [await read(backup, REDIS, manifest.redis), await read(backup, OBJECTS, manifest.objects)];
  await claim(redis, store, manifest.redis.sha256);

  const copies = scoped(backup, STORE);
  const lines = objects.toString().split('\n').slice(0, -1);
  await pMap(
    lines.map((line) => JSON.parse(line) as [string, number, string]),
    async ([key, bytes, sha256]) => {
      const { outcome } = await copyObject(copies, store, { key, bytes }, sha256);
      if (outcome === 'gone') throw new Error(`the backup lacks ${key}`);
    },
    { concurrency: CONCURRENCY },
  );
  await restoreRedis(redis, decodeDump(dump));
  await cutEvents(redis, store);
  await redis.del(keys.restoring);
  return manifest;
}

async function readManifest(backup: ArtifactStore): Promise<Backup> {
  const bytes = await backup.get(MANIFEST);
  if (!bytes) throw new Error(`there is no whole backup in ${backup.description}`);
  return backupSchema.parse(JSON.parse(bytes.toString()));
}

async function read(backup: ArtifactStore, key: string, { sha256 }: { sha256: string }): Promise<Buffer> {
  const bytes = await backup.get(key);
  if (!bytes || sha256Of(bytes) !== sha256) throw new Error(`${key} in ${backup.description} is damaged`);
  return bytes;
}

/** Makes sure that nothing is overwritten, but what an earlier try with the same backup wrote. */
async function claim(redis: Redis, store: ArtifactStore, backup: string): Promise<void> {
  if ((await redis.get(keys.restoring)) === backup) return;
  if (!(await isEmpty(redis))) throw new Error('Redis is in use: restore into an empty one');
  for await (const { key } of store.entries()) {
    throw new Error(`${store.description} is in use (${key}): restore into an empty one`);
  }
  await redis.set(keys.restoring, backup);
}

/** Archived events that came after Redis was dumped have not happened: the jobs will log others under their numbers. */
async function cutEvents(redis: Redis, store: ArtifactStore): Promise<void> {
  for (const workspace of await workspaceNames(redis)) {
    const archive = new EventArchive(storeOf(store, workspace));
    for (const id of await redis.zrange(ofWorkspace(keys.jobs, workspace), 0, '-1')) {
      await archive.cut(id, Number(await redis.hget(keys.job(id), 'seq')));
    }
  }
}
