import { listDatasets } from '../datasets/catalogue.js';
import { deleteDataset } from '../datasets/changes.js';
import type { importDataset } from '../datasets/import.js';
import { AtelierError } from '../errors.js';
import type { ArtifactStore } from '../storage/artifact-store.js';

const PAGE = 200;

/**
 * Imports a dataset, unless the workspace then has more images than it may: what is over that is removed again.
 * @param limit images of all its datasets; left out, any number
 * @throws AtelierError `quota_exceeded`
 */
export async function withinImageQuota(
  store: ArtifactStore,
  limit: number | undefined,
  doImport: () => ReturnType<typeof importDataset>,
): ReturnType<typeof importDataset> {
  if (limit === undefined) return await doImport();
  const before = await imagesIn(store);
  if (before >= limit) throw tooMany(limit);
  const imported = await doImport();
  if (!imported.created || (await imagesIn(store)) <= limit) return imported;
  await deleteDataset(store, imported.dataset.id);
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
