import type { Logger } from 'pino';
import { z } from 'zod';
import { modelVersionSchema } from '../contracts/model.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import type { ModelState, ModelStore } from './model-store.js';

/** A model as it lies in the store after a change. */
const copySchema = z.object({ format: z.literal(1), change: z.int(), versions: z.array(modelVersionSchema) });

/**
 * Copies of models in the artifact store, from which `atelier rebuild` brings them back. Every change makes an object of
 * its own, named by the change's number, and the highest number counts: two processes that copy at once, or one that is
 * killed on the way, never put an older state over a newer one. What is left of a deleted model says so.
 */
export class ModelCopies {
  constructor(
    private readonly store: ArtifactStore,
    private readonly models: ModelStore,
  ) {}

  /** Copies a model as it is now. Where that fails, a worker does it later. */
  async keep(name: string, logger: Pick<Logger, 'warn'>): Promise<void> {
    try {
      let isNewest = false;
      while (!isNewest) {
        const state = await this.models.state(name);
        if (!state) return;
        const copy: z.infer<typeof copySchema> = { format: 1, change: state.change, versions: [...state.versions] };
        await this.store.put(`${folder(name)}/${state.change}.json`, Buffer.from(JSON.stringify(copy, null, 2)));
        isNewest = await this.models.copied(name, state.change);
        await this.#removeBefore(name, state.change);
      }
    } catch (error) {
      logger.warn({ err: error, model: name }, 'a copy of the model could not be kept yet');
    }
  }

  /** Copies the models whose last change was not copied. */
  async keepUncopied(logger: Pick<Logger, 'warn'>): Promise<void> {
    for (const name of await this.models.uncopied()) await this.keep(name, logger);
  }

  /** Names of all models that have a copy, deleted ones too. */
  async names(): Promise<string[]> {
    return await this.store.children('models');
  }

  /** @returns the newest copy, or undefined if it can't be read */
  async newest(name: string): Promise<ModelState | undefined> {
    const change = Math.max(0, ...(await this.#changes(name)));
    const bytes = await this.store.get(`${folder(name)}/${change}.json`);
    if (!bytes) return undefined;
    try {
      return copySchema.parse(JSON.parse(bytes.toString()));
    } catch {
      return undefined;
    }
  }

  async #removeBefore(name: string, change: number): Promise<void> {
    const older = (await this.#changes(name)).filter((each) => each < change);
    for (const each of older) await this.store.remove(`${folder(name)}/${each}.json`);
  }

  async #changes(name: string): Promise<number[]> {
    return (await this.store.children(folder(name))).map((file) => Number.parseInt(file, 10));
  }
}

function folder(name: string): string {
  return `models/${name}`;
}
