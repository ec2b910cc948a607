import { compareCodePoints } from './code-points.js';

/** The class of files that lie in no folder. */
export const UNLABELLED = 'unlabelled';

/** A file and its place in the dataset. */
export interface Placed<T> {
  readonly item: T;
  /** Path with the folders that all files share taken off. */
  readonly file: string;
  readonly className: string;
}

/**
 * Gives each file its class by torchvision's ImageFolder rule: the first folder of its path, nested folders included.
 *
 * Folders that all files share (`photos/train/` of `photos/train/dress/1.jpg`) come off first, as long as a folder
 * remains to be the class. Files without a folder are of the class `unlabelled`.
 *
 * @returns the files in ImageFolder's order: by class, then by folder, then by name, each in code-point order
 */
export function placeInClasses<T>(items: readonly T[], pathOf: (item: T) => string): Placed<T>[] {
  const paths = items.map((item) => segmentsOf(pathOf(item)));
  const shared = sharedFolders(paths);
  const placed = items.map((item, i) => {
    const segments = (paths[i] ?? []).slice(shared);
    const [first = UNLABELLED] = segments.length > 1 ? segments : [];
    return { item, file: segments.join('/'), className: first };
  });
  return placed.sort(compareInImageFolderOrder);
}

/** Brings files that have their classes into ImageFolder's order. */
export function inImageFolderOrder<T>(placed: readonly Placed<T>[]): Placed<T>[] {
  return placed.toSorted(compareInImageFolderOrder);
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '' && segment !== '.');
}

/** How many leading folders can come off all paths without taking the last folder of any. */
function sharedFolders(paths: readonly string[][]): number {
  const [first, ...others] = paths;
  if (first === undefined) return 0;
  let shared = first.length - 2;
  for (const path of others) {
    shared = Math.min(shared, path.length - 2);
    for (let i = 0; i < shared; i++) if (path[i] !== first[i]) shared = i;
  }
  return Math.max(0, shared);
}

function compareInImageFolderOrder(a: Placed<unknown>, b: Placed<unknown>): number {
  // ImageFolder walks folder by folder, so a folder's own files come before those of the folders in it.
  return (
    compareCodePoints(a.className, b.className) ||
    compareCodePoints(folderOf(a.file), folderOf(b.file)) ||
    compareCodePoints(a.file, b.file)
  );
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')));
}
