import { lstat, readdir } from 'node:fs/promises';
import { join, parse, resolve, sep } from 'node:path';
import { composed } from '../contracts/composed.js';

/**
 * A path with its names as they are on disk, where their letters may be composed in another way: macOS and some NAS keep
 * `ü` as two characters, Linux takes names as they are. What is not there stays as it is.
 */
export async function asOnDisk(path: string): Promise<string> {
  if (await isThere(path)) return path;
  const { root } = parse(resolve(path));
  let found = root;
  for (const name of resolve(path).slice(root.length).split(sep)) found = join(found, await nameIn(found, name));
  return found;
}

async function nameIn(folder: string, name: string): Promise<string> {
  if (await isThere(join(folder, name))) return name;
  const names = await readdir(folder).catch(() => []);
  return names.find((each) => composed(each) === composed(name)) ?? name;
}

async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}
