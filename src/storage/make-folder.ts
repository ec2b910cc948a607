import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Others may remove the folder above while it is made. */
const TRIES = 5;

/**
 * Makes a folder with all above it. Node's own `recursive` tries for ever where a folder can't be made though the one above it
 * is there, as below /proc.
 * @param mode of the folders that it makes
 * @returns the first that was made; undefined if the folder was there
 */
export async function makeFolder(folder: string, mode?: number): Promise<string | undefined> {
  let first: string | undefined;
  for (let tries = 1; ; tries++) {
    try {
      await mkdir(folder, mode);
      return first ?? folder;
    } catch (error) {
      if (await isFolder(folder)) return first;
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === TRIES) throw error;
      first = (await makeFolder(dirname(folder), mode)) ?? first;
    }
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
