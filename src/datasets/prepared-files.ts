import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes the decoded pixels of a dataset, at every size they were prepared for. */
export async function removePrepared(cacheFolder: string, dataset: string): Promise<void> {
  const names = await readdir(cacheFolder).catch(() => []);
  for (const name of names) {
    if (name.startsWith(`${dataset}-`)) await rm(join(cacheFolder, name), { force: true });
  }
}
