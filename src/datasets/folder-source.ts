import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AtelierError } from '../errors.js';
import { isWithin, realRoots } from './allowed-folder.js';
import { compareCodePoints } from './code-points.js';
import { RejectedImage } from './image-format.js';
import { sideFileKind } from './side-files.js';
import { readImageFile, type SourceFile } from './source.js';

/**
 * The files below a folder, sorted. A folder that is left beside photos comes as if it were a file.
 *
 * A link counts as what it leads to, a file or a folder, within `roots`: a dataset never takes in what its owner didn't put
 * there. Other links, those to folders that they are in, and a second one to a folder come as files that are rejected.
 *
 * @param roots folders that links may lead into; the folder itself by default
 * @throws AtelierError `validation_failed` if there is no such folder
 */
export function folderFiles(folder: string, roots?: readonly string[]): AsyncIterable<SourceFile> {
  return { [Symbol.asyncIterator]: () => filesOf(folder, roots) };
}

async function* filesOf(folder: string, roots: readonly string[] | undefined): AsyncGenerator<SourceFile> {
  const top = await realpath(folder).catch(() => undefined);
  if (top === undefined || !(await stat(top)).isDirectory()) {
    throw new AtelierError('validation_failed', `There is no folder ${folder}`);
  }
  yield* new Walk(roots ? await realRoots(roots) : [top]).filesIn([top], '');
}

/** One way through a folder and what its links lead to. */
class Walk {
  /** Folders that links lead to. */
  readonly #entered = new Set<string>();

  /** @param roots past all links */
  constructor(private readonly roots: readonly string[]) {}

  /** @param folders those on the way to the one that is read, past all links; the last is that one */
  async *filesIn(folders: readonly string[], prefix: string): AsyncIterable<SourceFile> {
    const folder = folders.at(-1) as string;
    const entries = await readdir(folder, { withFileTypes: true });
    entries.sort((a, b) => compareCodePoints(a.name, b.name));
    for (const entry of entries) {
      const path = `${prefix}${entry.name}`;
      const found = join(folder, entry.name);
      // Such a folder is not gone into: some may not be read, and a NAS keeps one for every photo.
      if (sideFileKind(entry.isDirectory() ? `${entry.name}/` : entry.name)) {
        yield { path, bytes: () => readImageFile(found) };
      } else if (!(await isReachable(found))) yield leftOut(path, 'its name is not UTF-8: rename it');
      else if (entry.isDirectory()) yield* this.filesIn([...folders, found], `${path}/`);
      else if (entry.isFile()) yield { path, bytes: () => readImageFile(found) };
      else if (entry.isSymbolicLink()) yield* this.#linked(found, folders, path);
    }
  }

  async *#linked(link: string, folders: readonly string[], path: string): AsyncIterable<SourceFile> {
    const target = await realpath(link).catch(() => undefined);
    if (target === undefined) yield leftOut(path, 'a link that leads to nothing');
    else if (!this.roots.some((root) => isWithin(root, target))) {
      yield leftOut(path, 'a link that leads out of the folder');
    } else if ((await stat(target)).isFile()) yield { path, bytes: () => readImageFile(target) };
    else if (!(await stat(target)).isDirectory()) yield leftOut(path, 'a link to neither a file nor a folder');
    else if (folders.some((folder) => isWithin(target, folder)))
      yield leftOut(path, 'a link to a folder that it is in');
    // Without this, links beside each other that lead on and on would double the files with every step.
    else if (this.#entered.has(target)) yield leftOut(path, 'a link to a folder that another link leads to');
    else {
      this.#entered.add(target);
      yield* this.filesIn([...folders, target], `${path}/`);
    }
  }
}

/** Names that are not UTF-8, such as those of old disks, have U+FFFD in them here, and nothing is found under them. */
async function isReachable(path: string): Promise<boolean> {
  if (!path.includes('\u{fffd}')) return true;
  return await lstat(path).then(
    () => true,
    () => false,
  );
}

function leftOut(path: string, reason: string): SourceFile {
  return { path, bytes: () => Promise.reject(new RejectedImage(reason)) };
}
