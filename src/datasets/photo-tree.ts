/** A folder with how many photos are in it. */
export interface Folder {
  /** In itself. */
  readonly direct: number;
  /** In itself and in all folders below. */
  readonly total: number;
  readonly folders: ReadonlyMap<string, Folder>;
}

/** @param paths of photos, as segments */
export function treeOf(paths: readonly (readonly string[])[]): Folder {
  const top = new CountedFolder();
  for (const path of paths) {
    let folder = top;
    for (const name of path.slice(0, -1)) {
      folder.total++;
      folder = folder.at(name);
    }
    folder.total++;
    folder.direct++;
  }
  return top;
}

class CountedFolder implements Folder {
  direct = 0;
  total = 0;
  readonly folders = new Map<string, CountedFolder>();

  at(name: string): CountedFolder {
    const folder = this.folders.get(name) ?? new CountedFolder();
    this.folders.set(name, folder);
    return folder;
  }
}

export function folderAt(top: Folder, path: readonly string[]): Folder {
  return path.reduce<Folder>((folder, name) => folder.folders.get(name) as Folder, top);
}

/**
 * The folder that has the class folders: the last one on the way down through folders that have most photos in their only
 * folder. A folder that has photos of its own besides is passed only if this leads to several class folders; otherwise it
 * is a class.
 */
export function chosenFolder(top: Folder): string[] {
  const way: string[] = [];
  let chosen: string[] = [];
  let strays = 0;
  let folder = top;
  for (;;) {
    const [only, another] = folder.folders;
    if (only === undefined || another !== undefined) return chosen;
    const [name, inner] = only;
    if (inner.total - inner.direct <= inner.direct || inner.total <= folder.direct) return chosen;
    way.push(name);
    folder = inner;
    strays += inner.direct;
    if (strays === 0 || inner.folders.size > 1) chosen = [...way];
  }
}

const SPLITS = new Set('train training val valid validation dev eval evaluation test testing'.split(' '));

/**
 * The folders in a folder that are parts of one dataset, such as `train` and `val` or `training_set` and `test_set`, if
 * they have most of its photos.
 */
export function splitsIn({ total, folders }: Folder): string[] {
  const alike = new Map<string, string[]>();
  for (const name of folders.keys()) {
    const words = name.toLowerCase().split(/[-_. ]+/);
    const split = words.findIndex((word) => SPLITS.has(word));
    if (split < 0) continue;
    const rest = words.toSpliced(split, 1).join(' ');
    alike.set(rest, [...(alike.get(rest) ?? []), name]);
  }
  const photosIn = (names: readonly string[]): number =>
    names.reduce((sum, name) => sum + (folders.get(name)?.total ?? 0), 0);
  const splits = [...alike.values()].find((names) => names.length > 1 && 2 * photosIn(names) > total);
  return splits?.sort() ?? [];
}
