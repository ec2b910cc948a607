import type { ModelCopies } from './model-copies.js';
import type { ModelStore } from './model-store.js';

/**
 * Brings back all models that are in the store and not in Redis, with their histories. It comes after the jobs: a model
 * is of use with the checkpoint that it points at.
 * @param onModel hears of each model in the store, but for deleted ones
 */
export async function rebuildModels(
  { models, copies }: { readonly models: ModelStore; readonly copies: ModelCopies },
  onModel: (name: string, outcome: 'rebuilt' | 'known' | 'unreadable') => void,
): Promise<void> {
  for (const name of await copies.names()) {
    const copy = await copies.newest(name);
    if (!copy) {
      onModel(name, 'unreadable');
      continue;
    }
    // A deleted one as well: its numbers must not be given again.
    const isNew = await models.restore(name, copy);
    if (copy.versions.length > 0) onModel(name, isNew ? 'rebuilt' : 'known');
  }
}
