import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { AtelierError } from '../errors.js';
import { compareCodePoints } from './code-points.js';
import { sideFileKind } from './side-files.js';
import { readImageFile, type SourceFile } from './source.js';

/**
 * The files below a folder, sorted. A folder that is left beside photos comes as if it were a file.
 *
 * A link to a file inside the folder counts as that file. Links that lead out of the folder are skipped, so that a
 * dataset never takes in what its owner didn't put there; links to folders are skipped, so that no cycle traps it.
 *
 * @throws AtelierError `validation_failed` if there is no such folder
 */
export function folderFiles(folder: string): AsyncIterable<SourceFile> {
  return { [Symbol.asyncIterator]: () => filesOf(folder) };
}

async function* filesOf(folder: string): AsyncGenerator<SourceFile> {
  const root = await realpath(folder).catch(() => undefined);
  if (root === undefined || !(await stat(root)).isDirectory()) {
    throw new AtelierError('validation_failed', `There is no folder ${folder}`);
  }
  yield* filesBelow(root, '');
}

async function* filesBelow(root: string, prefix: string): AsyncIterable<SourceFile> {
  const entries = await readdir(join(root, prefix), { withFileTypes: true });
  entries.sort((a, b) => compareCodePoints(a.name, b.name));
  for (const entry of entries) {
    const path = `${prefix}${entry.name}`;
    const file = join(root, path);
    // Such a folder is not gone into: some may not be read, and a NAS keeps one for every photo.
    if (sideFileKind(entry.isDirectory() ? `${entry.name}/` : entry.name))
      yield { path, bytes: () => readImageFile(file) };
    else if (entry.isDirectory()) yield* filesBelow(root, `${path}/`);
    else if (entry.isFile() || (entry.isSymbolicLink() && (await linksToFileWithin(root, file)))) {
      yield { path, bytes: () => readImageFile(file) };
    }
  }
}

async function linksToFileWithin(root: string, link: string): Promise<boolean> {
  const target = await realpath(link).catch(() => undefined);
  return target?.startsWith(root + sep) === true && (await stat(target)).isFile();
}
