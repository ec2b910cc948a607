/** Every name under which this project keeps something in Redis. */
const PREFIX = 'atelier';

export const keys = {
  /** Sorted set of all job ids, all of score 0: the ids' own order is that of creation. */
  jobs: `${PREFIX}:jobs`,
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
  turns: `${PREFIX}:turns`,
  /** Set: entries that BullMQ's queue must be given, as `<job>.<turn>`. */
  outbox: `${PREFIX}:outbox`,
  /** Set: ids of jobs that are paused until the store can be written. */
  storagePaused: `${PREFIX}:storage-paused`,
  /** Set: ids of deleted jobs whose files may still be in the store. */
  deleted: `${PREFIX}:deleted`,
  /** Sorted set of all models' names, all of score 0. */
  models: `${PREFIX}:models`,
  /** List: a model's versions as JSON, newest first. */
  model: (name: string) => `${PREFIX}:model:${name}`,
  /** Hash: a model's name → the number of its last change. It outlives the model, so that no number is given twice. */
  modelChanges: `${PREFIX}:model-changes`,
  /** Set: names of models that have changed since they were last copied to the store. */
  modelsUncopied: `${PREFIX}:models-uncopied`,
  /** Sorted set, all of score 0: who holds which checkpoint, as `<checkpoint> <model> <version>`. */
  holds: `${PREFIX}:holds`,
  /** Sorted set of all designs in the gallery, of score 0; a design is `<ulid>_<index>`, its id without `design_`. */
  designs: `${PREFIX}:designs`,
  /** Sorted set: those that make way for new ones, since nobody has starred or tagged them. */
  passingDesigns: `${PREFIX}:designs:passing`,
  /** Sorted set: those that are starred, or of one job, model, label or tag: `starred`, `job:<id>`, `tag:<tag>`… */
  designsIn: (index: string) => `${PREFIX}:designs:in:${index}`,
  /** Hash: a request whose designs are in the gallery, where their pixels are, and what is said of each. */
  designRequest: (ulid: string) => `${PREFIX}:design-request:${ulid}`,
  /** Hash: a pack of pixels in the store → how many designs in it are in the gallery. */
  designPacks: `${PREFIX}:design-packs`,
  /** Sorted set: packs that may be removed, by when, in ms since 1970. */
  unusedDesignPacks: `${PREFIX}:design-packs:unused`,
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
  /** List: requests for designs. */
  generateRequests: `${PREFIX}:generate:requests`,
  /** Channel on which workers hear of requests for designs that nobody waits for any more. */
  generateCancel: `${PREFIX}:generate:cancel`,
  /** Channel on which one API process hears of its answers. */
  generateReplies: (api: string) => `${PREFIX}:generate:replies:${api}`,
} as const;

/** The id of the job whose record a key has. */
export function jobIdOfKey(key: string): string {
  return key.slice(keys.job('').length);
}

/** BullMQ's prefix and the queue of training jobs. */
export const BULLMQ_PREFIX = `${PREFIX}:bull`;
export const TRAINING_QUEUE = 'training';
