import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { AtelierError, invalidField } from '../errors.js';

/**
 * Refuses a folder that is outside of the roots by its name alone: whether it is there is for the machine that reads it.
 *
 * @throws AtelierError `validation_failed`
 */
export function refuseOutside(roots: readonly string[], folder: string): void {
  if (!isAbsolute(folder)) throw invalidField('dataset.folder', 'must be an absolute path');
  if (roots.some((root) => isWithin(root, folder))) return;
  throw invalidField('dataset.folder', 'is in none of the folders that DATASET_ROOTS allows');
}

/**
 * The folder itself, past all links, which must not lead out of the roots.
 *
 * @throws AtelierError `validation_failed` if it is outside, or not there
 */
export async function allowedFolder(roots: readonly string[], folder: string): Promise<string> {
  refuseOutside(roots, folder);
  const found = await realpath(folder).catch(() => undefined);
  if (found === undefined) throw new AtelierError('validation_failed', `There is no folder ${folder} on this worker.`);
  // A root that is not there allows nothing.
  const resolved = await Promise.all(roots.map((root) => realpath(root).catch(() => [])));
  refuseOutside(resolved.flat(), found);
  return found;
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`);
}
