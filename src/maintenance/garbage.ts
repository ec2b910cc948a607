import type { Logger } from 'pino';
import { DEFAULT_WORKSPACE } from '../contracts/access.js';
import { checkpointFolder } from '../contracts/checkpoint.js';
import { isTerminal } from '../contracts/job-state.js';
import { BLOBS } from '../datasets/blobs.js';
import { findDataset, recordedIds } from '../datasets/catalogue.js';
import { removeUnused, removeUnusedRecords } from '../datasets/changes.js';
import { originalsOfDatasets } from '../datasets/originals-in-use.js';
import { removeCheckpointFiles, unlistedCheckpoints } from '../jobs/checkpoints/checkpoint-files.js';
import type { JobFiles } from '../jobs/records/job-files.js';
import type { JobStore } from '../jobs/records/job-store.js';
import type { ArtifactStore, StoredObject, Unfinished } from '../storage/artifact-store.js';

/** Something in the store that nobody needs any more. */
export interface Garbage {
  readonly name: string;
  /** Undefined where the store doesn't say. */
  readonly bytes?: number | undefined;
}

/** A kind of garbage, each with its reason to be there and its way to go. */
export interface GarbageKind<Item extends Garbage = Garbage> {
  readonly what: string;
  find(): Promise<Item[]>;
  /** Removes what was found, unless it has come into use since. */
  remove(items: readonly Item[]): Promise<void>;
}

/** Garbage is looked for in one workspace. */
export interface GarbageOptions {
  /** The workspace's part of it. */
  readonly store: ArtifactStore;
  /** The workspace's. */
  readonly jobs: JobStore;
  readonly files: JobFiles;
  /** What was written later may be of something that is on its way: an upload, an import, a job that is being posted. */
  readonly before: Date;
  /** Jobs that ended before this are deleted with all they made; undefined keeps all. */
  readonly endedBefore?: Date | undefined;
  readonly logger: Pick<Logger, 'warn'>;
}

/** Every kind of garbage, in the order in which they are best looked for: what is removed first may free more. */
export function garbageKinds(options: GarbageOptions): GarbageKind[] {
  // Unfinished writes are the whole store's, and are looked for once.
  const ofAll = options.jobs.home === DEFAULT_WORKSPACE ? [unfinishedWrites] : [];
  const kinds = [...ofAll, filesOfNoJob, unlisted, recordsOfNoDataset, photosOfNoDataset];
  return [...(options.endedBefore ? [endedJobs(options, options.endedBefore)] : []), ...kinds.map((of) => of(options))];
}

function kind<Item extends Garbage>({ what, find, remove }: GarbageKind<Item>): GarbageKind {
  // Whoever finds garbage hands the same items back.
  return { what, find, remove: (items) => remove(items as readonly Item[]) };
}

/** Of processes that were killed while they wrote. */
function unfinishedWrites({ store, before }: GarbageOptions): GarbageKind {
  return kind<Garbage & Pick<Unfinished, 'discard'>>({
    what: 'writes that were never finished',
    find: async () => (await collect(store.unfinished())).filter(({ since }) => since < before),
    remove: async (items) => {
      for (const { discard } of items) await discard();
    },
  });
}

/**
 * Files of jobs that were deleted, and of jobs that were to start from a checkpoint when their API died: it copies the
 * checkpoint, and is killed before the job is in Redis. A job that Redis doesn't know but whose record is there is one
 * that Redis has lost: then nothing is said against any.
 */
function filesOfNoJob({ store, jobs, files, before, logger }: GarbageOptions): GarbageKind {
  return kind<Garbage & { id: string }>({
    what: 'files of jobs that are no more',
    find: async () => {
      const found: (Garbage & { id: string })[] = [];
      const deleted = new Set((await files.deleted()).map(({ id }) => id));
      let lost = 0;
      for (const id of await store.children('jobs')) {
        if (await jobs.exists(id)) continue;
        const isDeleted = deleted.has(id);
        if (!isDeleted && (await files.record({ id, workspace: jobs.home }))) lost++;
        const objects = await collect(store.entries(`jobs/${id}`));
        if (isDeleted || areAll(objects, before)) found.push({ id, name: `jobs/${id}`, bytes: sizeOf(objects) });
      }
      if (lost === 0) return found;
      logger.warn(
        { jobs: lost },
        'jobs are in the store and not in Redis: run `atelier rebuild`. All files of jobs stay',
      );
      return [];
    },
    remove: async (items) => {
      for (const { id } of items) {
        if (!(await jobs.exists(id))) await files.removeDeleted({ id, workspace: jobs.home }, logger);
      }
    },
  });
}

/** Checkpoints that were dropped, or written by attempts that were cut off, and whose removal failed. */
function unlisted({ store, jobs }: GarbageOptions): GarbageKind {
  return kind<Garbage & { id: string; step: number }>({
    what: 'checkpoints that their jobs no longer list',
    find: async () => {
      const found: (Garbage & { id: string; step: number })[] = [];
      for await (const { id } of allJobs(jobs)) {
        for (const step of await unlistedCheckpoints(store, jobs, id)) {
          const name = checkpointFolder(id, step);
          found.push({ id, step, name, bytes: sizeOf(await collect(store.entries(name))) });
        }
      }
      return found;
    },
    remove: async (items) => {
      for (const { id, step } of items) await removeCheckpointFiles(store, id, step);
    },
  });
}

/** Of imports and deletions that were killed. */
function recordsOfNoDataset({ store, before }: GarbageOptions): GarbageKind {
  return kind<Garbage & { id: string }>({
    what: 'records of datasets that are no more',
    find: async () => {
      const found: (Garbage & { id: string })[] = [];
      for (const id of await recordedIds(store)) {
        if (await findDataset(store, id)) continue;
        const objects = await collect(store.entries(`datasets/${id}`));
        if (areAll(objects, before)) found.push({ id, name: `datasets/${id}`, bytes: sizeOf(objects) });
      }
      return found;
    },
    remove: async (items) =>
      await removeUnusedRecords(
        store,
        items.map(({ id }) => id),
      ),
  });
}

/** Of imports that were killed before their dataset was there. */
function photosOfNoDataset({ store, before }: GarbageOptions): GarbageKind {
  const hashOf = ({ key }: StoredObject) => key.slice(key.lastIndexOf('/') + 1);
  return kind<Garbage & { sha256: string }>({
    what: 'photos that no dataset has',
    find: async () => {
      const objects = await collect(store.entries(BLOBS));
      // Asked for after the photos: a dataset that comes meanwhile has its photos first.
      const inUse = await originalsOfDatasets(store);
      return objects
        .filter((object) => object.modifiedAt < before && !inUse.has(hashOf(object)))
        .map((object) => ({ name: object.key, bytes: object.bytes, sha256: hashOf(object) }));
    },
    remove: async (items) => {
      await removeUnused(
        store,
        items.map(({ sha256 }) => sha256),
      );
    },
  });
}

/** Jobs that somebody's rules say are to be kept no longer. Those whose checkpoints models hold stay. */
function endedJobs({ store, jobs, files, logger }: GarbageOptions, endedBefore: Date): GarbageKind {
  return kind<Garbage & { id: string }>({
    what: `jobs that ended before ${endedBefore.toISOString()}`,
    find: async () => {
      const found: (Garbage & { id: string })[] = [];
      for await (const { id, state, finishedAt } of allJobs(jobs)) {
        if (!isTerminal(state) || finishedAt === null || new Date(finishedAt) >= endedBefore) continue;
        found.push({ id, name: id, bytes: sizeOf(await collect(store.entries(`jobs/${id}`))) });
      }
      return found;
    },
    remove: async (items) => {
      for (const { id } of items) {
        try {
          if ((await jobs.delete(id)) === undefined) await files.removeDeleted({ id, workspace: jobs.home }, logger);
        } catch (error) {
          logger.warn({ err: error, job: id }, 'the job is kept');
        }
      }
    },
  });
}

async function* allJobs(jobs: JobStore) {
  let after: string | undefined;
  do {
    const page = await jobs.list({ limit: 200, after });
    yield* page.items;
    after = page.nextCursor ?? undefined;
  } while (after);
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

function areAll(objects: readonly StoredObject[], before: Date): boolean {
  return objects.length > 0 && objects.every(({ modifiedAt }) => modifiedAt < before);
}

function sizeOf(objects: readonly StoredObject[]): number {
  return objects.reduce((sum, { bytes }) => sum + bytes, 0);
}
