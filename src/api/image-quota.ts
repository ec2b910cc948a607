import { listDatasets } from '../datasets/catalogue.js';
import type { importDataset } from '../datasets/import.js';
import { AtelierError } from '../errors.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import type { Workspace } from './workspaces.js';

const PAGE = 200;

/**
 * Imports a dataset, unless the workspace then has more images than it may: what is over that is removed again, but for
 * a dataset that a job uses by then.
 * @param limit images of all its datasets; left out, any number
 * @throws AtelierError `quota_exceeded`
 */
export async function withinImageQuota(
  { store, deleteDataset }: Pick<Workspace, 'store' | 'deleteDataset'>,
  limit: number | undefined,
  doImport: () => ReturnType<typeof importDataset>,
): ReturnType<typeof importDataset> {
  if (limit === undefined) return await doImport();
  const before = await imagesIn(store);
  if (before >= limit) throw tooMany(limit);
  const imported = await doImport();
  if (!imported.created || (await imagesIn(store)) <= limit) return imported;
  try {
    await deleteDataset(imported.dataset);
  } catch (error) {
    if (error instanceof AtelierError && error.code === 'dataset_in_use') return imported;
    throw error;
  }
  throw tooMany(limit);
}

async function imagesIn(store: ArtifactStore): Promise<number> {
  let images = 0;
  let after: string | undefined;
  do {
    const { items, nextCursor } = await listDatasets(store, { limit: PAGE, ...(after ? { after } : {}) });
    for (const dataset of items) images += dataset.images;
    after = nextCursor ?? undefined;
  } while (after);
  return images;
}

function tooMany(limit: number): AtelierError {
  return new AtelierError('quota_exceeded', `The workspace would have more than the ${limit} images that it may have.`);
}
