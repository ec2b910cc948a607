import { DEFAULT_WORKSPACE } from '../contracts/access.js';

/** Every name under which this project keeps something in Redis. */
const PREFIX = 'atelier';

/** Base of the names of `deletedDataset`. */
export const DELETED_DATASETS = `${PREFIX}:deleted-datasets`;

export const keys = {
  /** Sorted set of the ids of a workspace's jobs, all of score 0: the ids' own order is that of creation. */
  jobs: `${PREFIX}:jobs`,
  /** Base of the names of sorted sets as `jobs`, of the jobs in one state: see `jobsInState`. */
  jobsByState: `${PREFIX}:jobs-by-state`,
  /** Hash: a job's record. */
  job: (id: string) => `${PREFIX}:job:${id}`,
  /** Stream: a job's events; an entry's id is `<seq>-0`. */
  events: (id: string) => `${PREFIX}:job:${id}:events`,
  /** Hash: step → manifest of a checkpoint, as JSON. */
  checkpoints: (id: string) => `${PREFIX}:job:${id}:checkpoints`,
  /** Sorted set: steps that have a sample grid; the score is the step. */
  samples: (id: string) => `${PREFIX}:job:${id}:samples`,
  /** Sorted set: ids of queued jobs in the order in which they run. */
  waiting: `${PREFIX}:waiting`,
  /** Number: how often a job was queued, to keep those of one priority in order. */
  queueOrder: `${PREFIX}:turns`,
  /** Set: entries that BullMQ's queue must be given, as `<job>.<number>`. */
  outbox: `${PREFIX}:outbox`,
  /** Set: ids of jobs that are paused until the store can be written. */
  storagePaused: `${PREFIX}:storage-paused`,
  /** Set: ids of a workspace's jobs that have not ended. */
  activeJobs: `${PREFIX}:active-jobs`,
  /** Set: deleted jobs whose files may still be in the store, as `<workspace>/<id>`; the id alone in `default`. */
  deleted: `${PREFIX}:deleted`,
  /** Set: `createdAt` of deleted datasets of an id. It expires when no request can have read them before. */
  deletedDataset: (id: string, workspace: string) => `${ofWorkspace(DELETED_DATASETS, workspace)}:${id}`,
  /** Channel on which workers hear that datasets were deleted. */
  datasetDeletions: `${PREFIX}:dataset-deletions`,
  /** Sorted set, all of score 0: who holds which checkpoint, as `<checkpoint> <model> <version>`. */
  holds: `${PREFIX}:holds`,
  /** String: a request with an idempotency key and its answer, as JSON. */
  idempotency: (hash: string) => `${PREFIX}:idempotency:${hash}`,
  /** String: how far an upload is, as JSON; it expires. */
  upload: (id: string) => `${PREFIX}:upload:${id}`,
  /** String: the checksum of the backup that is being restored. */
  restoring: `${PREFIX}:restoring`,
  /** Channel on which a job's events are broadcast. */
  live: (id: string) => `${PREFIX}:live:${id}`,
  /** Channel on which workers hear of jobs that are to pause or to be cancelled. */
  control: `${PREFIX}:control`,
  /** Sorted set: worker → when it was last alive, in ms. */
  workers: `${PREFIX}:workers`,
  /** String: what a live worker can compute on, as JSON; it expires with the worker's heartbeat. */
  workerDevices: (worker: string) => `${PREFIX}:worker:${worker}:devices`,
  /** String: a worker looks for what was left undone, and no other does so soon; it expires. */
  caretaking: `${PREFIX}:caretaking`,
  /** List: requests for designs. */
  generateRequests: `${PREFIX}:generate:requests`,
  /** Channel on which workers hear of requests for designs that nobody waits for any more. */
  generateCancel: `${PREFIX}:generate:cancel`,
  /** Channel on which one API process hears of its answers. */
  generateReplies: (api: string) => `${PREFIX}:generate:replies:${api}`,
  /** Set: names of workspaces that there are beside `default`. */
  workspaces: `${PREFIX}:workspaces`,
  /** Hash: id of an API key → the key without its secret, as JSON. */
  apiKeys: `${PREFIX}:api-keys`,
  /** Hash: id of an API key → when it was last used, in ms. */
  apiKeyUse: `${PREFIX}:api-keys:use`,
  /** Channel on which ids of API keys are told that were created or revoked. */
  apiKeyChanges: `${PREFIX}:api-keys:changes`,
  /** String: what a ticket is good for, as JSON; it expires with the ticket. */
  ticket: (hash: string) => `${PREFIX}:ticket:${hash}`,
  /** Stream: what was done in a workspace, by whom. */
  audit: (workspace: string) => `${PREFIX}:audit:${workspace}`,
  /** Sorted set of the ids of a workspace's webhooks, all of score 0. */
  webhooks: `${PREFIX}:webhooks`,
  /**
   * Hash: a webhook, with its secret. Below it: `:deliveries`, a sorted set of the ids of its messages, of score 0; `:ended`,
   * those that are over, by when; `:tails`, a hash of job → its newest message that may have to wait for another; and
   * `:delivery:<message>`, a hash for each.
   */
  webhook: (id: string) => `${PREFIX}:webhook:${id}`,
  /** Sorted set: deliveries that are owed, as `<webhook>.<message>`; the score is when, in ms since 1970 by Redis's clock. */
  webhookDue: `${PREFIX}:webhook-due`,
  /** Channel on which those who deliver hear that something is due, and when. */
  webhookWake: `${PREFIX}:webhook-wake`,
  /** Number: designs that a workspace made on a day of UTC, such as 2026-11-25. */
  designsMade: (workspace: string, day: string) => `${PREFIX}:designs:${workspace}:${day}`,
  /** Number: requests within a window, by whoever they are counted for. */
  requests: (counted: string) => `${PREFIX}:requests:${counted}`,
} as const;

/** Below what the library of a workspace is kept; that of `default` is older than workspaces. */
export function libraryBase(workspace: string): string {
  return workspace === DEFAULT_WORKSPACE ? PREFIX : `${PREFIX}:workspaces:${workspace}`;
}

/** What the library of a workspace keeps: models, and the gallery. @param base see `libraryBase` */
export function libraryKeys(base: string) {
  return {
    /** Sorted set of all models' names, all of score 0. */
    models: `${base}:models`,
    /** List: a model's versions as JSON, newest first. */
    model: (name: string) => `${base}:model:${name}`,
    /** Hash: a model's name → the number of its last change. It outlives the model, so that no number is given twice. */
    modelChanges: `${base}:model-changes`,
    /** Set: names of models that have changed since they were last copied to the store. */
    modelsUncopied: `${base}:models-uncopied`,
    /** Sorted set of all designs in the gallery, of score 0; a design is `<ulid>_<index>`, its id without `design_`. */
    designs: `${base}:designs`,
    /** Sorted set: those that make way for new ones, since nobody has starred or tagged them. */
    passingDesigns: `${base}:designs:passing`,
    /** Sorted set: those that are starred, or of one job, model, label or tag: `starred`, `job:<id>`, `tag:<tag>`… */
    designsIn: (index: string) => `${base}:designs:in:${index}`,
    /** Hash: a request whose designs are in the gallery, where their pixels are, and what is said of each. */
    designRequest: (ulid: string) => `${base}:design-request:${ulid}`,
    /** Hash: a pack of pixels in the store → how many designs in it are in the gallery. */
    designPacks: `${base}:design-packs`,
    /** Sorted set: packs that may be removed, by when, in ms since 1970. */
    unusedDesignPacks: `${base}:design-packs:unused`,
  } as const;
}

/** What is kept by workspace: the name itself for `default`, which is older than workspaces. */
export function ofWorkspace(name: string, workspace: string): string {
  return workspace === DEFAULT_WORKSPACE ? name : `${name}:${workspace}`;
}

/** Sorted set, all of score 0: ids of a workspace's jobs in one state. */
export function jobsInState(state: string, workspace: string): string {
  return ofWorkspace(`${keys.jobsByState}:${state}`, workspace);
}

/** The id of the job whose record a key has. */
export function jobIdOfKey(key: string): string {
  return key.slice(keys.job('').length);
}

/** BullMQ's prefix and the queue of training jobs. */
export const BULLMQ_PREFIX = `${PREFIX}:bull`;
export const TRAINING_QUEUE = 'training';
