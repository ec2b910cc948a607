import type { Redis } from 'ioredis';
import { DEFAULT_WORKSPACE } from '../contracts/access.js';
import { parseCheckpointId } from '../contracts/checkpoint.js';
import type { Model, ModelSummary, ModelVersion } from '../contracts/model.js';
import { AtelierError } from '../errors.js';
import { keys, libraryBase, libraryKeys } from '../redis/keys.js';
import { defineModelCommands, modelKeys } from './model-commands.js';

/** What must be so for a change to be made: nothing, a model, no model, or one of these versions. */
export type Condition = 'always' | 'exists' | 'absent' | { readonly versions: readonly number[] };

/** What is given for a version. */
export interface NewVersion extends Pick<ModelVersion, 'checkpoint' | 'by' | 'metadata' | 'restores'> {}

/** A model as it is after its last change, for a copy of it; a deleted one has no versions. */
export interface ModelState {
  readonly change: number;
  readonly versions: readonly ModelVersion[];
}

/** A workspace's models in Redis: names that point at checkpoints, with what they pointed at before. */
export class ModelStore {
  readonly #keys: ReturnType<typeof libraryKeys>;

  constructor(
    readonly redis: Redis,
    workspace: string = DEFAULT_WORKSPACE,
  ) {
    this.#keys = libraryKeys(libraryBase(workspace));
    defineModelCommands(redis);
  }

  /**
   * Points a model at a checkpoint, in one step with holding it: neither can another change come in between, nor can
   * the checkpoint be dropped.
   * @returns `outcome`: `same` if nothing had to be written, since the last change asked for just this
   * @throws AtelierError `precondition_failed` or `checkpoint_not_found`
   */
  async put(
    name: string,
    { checkpoint, by, metadata, restores }: NewVersion,
    condition: Condition = 'always',
  ): Promise<{ readonly outcome: 'created' | 'changed' | 'same'; readonly version: ModelVersion }> {
    const parsed = parseCheckpointId(checkpoint);
    if (!parsed) throw noSuchCheckpoint(checkpoint);
    const rest = JSON.stringify({ checkpoint, by, metadata, restores }).replace(/^\{/, ',');
    const [outcome, detail] = await this.redis.atelierPutModel(
      ...modelKeys(this.#keys, name),
      keys.checkpoints(parsed.jobId),
      name,
      encodeCondition(condition),
      String(parsed.step),
      JSON.stringify(new Date().toISOString()),
      rest,
    );
    if (outcome === 'refused') throw notAsWanted(name, detail);
    if (outcome === 'gone') throw noSuchCheckpoint(checkpoint);
    return { outcome, version: parseVersion(detail) };
  }

  /** @throws AtelierError `model_not_found` or `precondition_failed` */
  async delete(name: string, condition: Condition = 'always'): Promise<void> {
    const [outcome, detail] = await this.redis.atelierDeleteModel(
      ...modelKeys(this.#keys, name),
      name,
      encodeCondition(condition),
    );
    if (outcome === 'refused') throw notAsWanted(name, detail);
    if (outcome === 'missing') throw noSuchModel(name);
  }

  /** @throws AtelierError `model_not_found` */
  async get(name: string): Promise<Model> {
    const versions = (await this.redis.lrange(this.#keys.model(name), 0, -1)).map(parseVersion);
    const [newest] = versions;
    if (!newest) throw noSuchModel(name);
    return { name, ...newest, versions };
  }

  /**
   * By name.
   * @param after the name that ended the page before
   */
  async list({ limit, after }: { readonly limit: number; readonly after?: string | undefined }): Promise<{
    items: ModelSummary[];
    nextCursor: string | null;
  }> {
    // One more than the page is looked for, to know whether there is another page.
    const names = await this.redis.zrangebylex(
      this.#keys.models,
      after ? `(${after}` : '-',
      '+',
      'LIMIT',
      0,
      limit + 1,
    );
    const newest = await Promise.all(names.slice(0, limit).map((name) => this.redis.lindex(this.#keys.model(name), 0)));
    const items = newest.flatMap((json, i) =>
      json === null ? [] : [{ name: names[i] as string, ...parseVersion(json) }],
    );
    return { items, nextCursor: names.length > limit ? (names[limit - 1] ?? null) : null };
  }

  /**
   * Id of the checkpoint that a model points at. It is held: it stays usable also if the model is pointed elsewhere in
   * the next moment.
   * @throws AtelierError `model_not_found`
   */
  async target(name: string): Promise<string> {
    const newest = await this.redis.lindex(this.#keys.model(name), 0);
    if (newest === null) throw noSuchModel(name);
    return parseVersion(newest).checkpoint;
  }

  /** Names of models whose copies in the store are older than they are. */
  async uncopied(): Promise<string[]> {
    return await this.redis.smembers(this.#keys.modelsUncopied);
  }

  /** @returns undefined where there never was such a model */
  async state(name: string): Promise<ModelState | undefined> {
    // Both at one moment.
    const replies = await this.redis
      .multi()
      .hget(this.#keys.modelChanges, name)
      .lrange(this.#keys.model(name), 0, -1)
      .exec();
    const [change, versions] = (replies ?? []).map(([error, value]) => {
      if (error) throw error;
      return value;
    }) as [string | null, string[]];
    return change === null ? undefined : { change: Number(change), versions: versions.map(parseVersion) };
  }

  /** Notes that a change is in the store. @returns false if the model has changed since */
  async copied(name: string, change: number): Promise<boolean> {
    return (await this.redis.atelierModelCopied(...modelKeys(this.#keys, name), name, String(change))) === 1;
  }

  /** Brings back a model that Redis has lost. @returns false if Redis knows the name */
  async restore(name: string, { change, versions }: ModelState): Promise<boolean> {
    const args = versions.map((version) => JSON.stringify(version));
    return (await this.redis.atelierRestoreModel(...modelKeys(this.#keys, name), name, String(change), ...args)) === 1;
  }
}

function encodeCondition(condition: Condition): string {
  if (typeof condition === 'object') return JSON.stringify(condition.versions);
  return { always: '', exists: '*', absent: 'none' }[condition];
}

function parseVersion(json: string): ModelVersion {
  return JSON.parse(json) as ModelVersion;
}

function noSuchModel(name: string): AtelierError {
  return new AtelierError('model_not_found', `There is no model ${name}.`);
}

function noSuchCheckpoint(id: string): AtelierError {
  return new AtelierError('checkpoint_not_found', `There is no checkpoint ${id.slice(0, 64)}.`);
}

function notAsWanted(name: string, current: string): AtelierError {
  const found = current === '' ? `There is no model ${name}.` : `Model ${name} is at version ${current}.`;
  return new AtelierError('precondition_failed', found);
}
