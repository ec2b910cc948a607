import { compareCodePoints } from './code-points.js';
import { chosenFolder, type Folder, folderAt, splitsIn, treeOf } from './photo-tree.js';

/** The class of files that lie in no class folder. */
export const UNLABELLED = 'unlabelled';

/** A file and its place in the dataset. */
export interface Placed<T> {
  readonly item: T;
  /** Path below the folder that has the class folders. */
  readonly file: string;
  readonly className: string;
}

/** Which folders were taken for classes. */
export interface Layout<T> {
  /** The folder that has them; '' for the top. */
  readonly folder: string;
  /** Folders such as `train` and `val` in it, which were joined: the classes are in these. */
  readonly splits: readonly string[];
  /** The class folders' names, in code-point order. */
  readonly classes: readonly string[];
  /** Files that lie in no class folder. */
  readonly strays: ReadonlySet<T>;
  /** Classes that have photos in several folders of their own, with the names of these. */
  readonly nested: readonly { readonly className: string; readonly folders: readonly string[] }[];
}

/**
 * Gives each file its class by torchvision's ImageFolder rule: the first folder of its path, nested folders included.
 *
 * The path begins below the folder that has the class folders. Folders that all files share (`photos/` of
 * `photos/dress/1.jpg`) come off first, as long as a folder remains to be the class; so they do if a few files lie
 * beside. Folders such as `train` and `val` beside each other are parts of one dataset: their classes are joined. Files in
 * no class folder are of the class `unlabelled`.
 *
 * @returns the files in ImageFolder's order: by class, then by folder, then by name, each in code-point order
 */
export function placeInClasses<T>(
  items: readonly T[],
  pathOf: (item: T) => string,
): { placed: Placed<T>[]; layout: Layout<T> } {
  const files = items.map((item) => ({ item, path: segmentsOf(pathOf(item)) }));
  const top = treeOf(files.map(({ path }) => path));
  const folder = chosenFolder(top);
  const splits = splitsIn(folderAt(top, folder));
  const inside = files.map(({ item, path }) => ({ item, ...withoutFolder(path, folder) }));
  if (splits.length === 0) return placedBelow(inside, folder, splits);

  const joined = inside.map(({ item, path, isInside }) => {
    const [first = '', ...rest] = path;
    return splits.includes(first) ? { item, path: rest, isInside } : { item, path, isInside: false };
  });
  // Below the splits, all may be in a folder again.
  const below = chosenFolder(treeOf(joined.filter(({ isInside }) => isInside).map(({ path }) => path)));
  return placedBelow(
    joined.map(({ item, path, isInside }) =>
      isInside ? { item, ...withoutFolder(path, below) } : { item, path, isInside },
    ),
    folder,
    splits,
  );
}

/** Brings files that have their classes into ImageFolder's order. */
export function inImageFolderOrder<T extends Placed<unknown>>(placed: readonly T[]): T[] {
  return placed.toSorted(compareInImageFolderOrder);
}

function placedBelow<T>(
  files: readonly { item: T; path: readonly string[]; isInside: boolean }[],
  folder: readonly string[],
  splits: readonly string[],
): { placed: Placed<T>[]; layout: Layout<T> } {
  const strays = new Set<T>();
  const placed = files.map(({ item, path, isInside }) => {
    const [first] = isInside && path.length > 1 ? path : [];
    if (first === undefined) strays.add(item);
    return { item, file: path.join('/'), className: first ?? UNLABELLED };
  });
  const { folders } = treeOf(files.filter(({ isInside }) => isInside).map(({ path }) => path));
  const classes = [...folders.keys()].sort(compareCodePoints);
  const nested = classes.flatMap((className) => {
    const inner = [...(folders.get(className) as Folder).folders.keys()].sort(compareCodePoints);
    return inner.length > 1 ? [{ className, folders: inner }] : [];
  });
  return {
    placed: placed.sort(compareInImageFolderOrder),
    layout: { folder: folder.join('/'), splits, classes, strays, nested },
  };
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '' && segment !== '.');
}

/** A path below a folder; one that is elsewhere loses the folders that it shares with it. */
function withoutFolder(path: readonly string[], folder: readonly string[]): { path: string[]; isInside: boolean } {
  let shared = 0;
  while (shared < folder.length && shared < path.length - 1 && path[shared] === folder[shared]) shared++;
  return { path: path.slice(shared), isInside: shared === folder.length };
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
