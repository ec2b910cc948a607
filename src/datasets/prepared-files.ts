/** The decoded pixels of datasets on a machine's disk: a cache of bounded size, which its workers' trainers fill. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cachesIn } from '../storage/workspace-store.js';

/** Whoever reads a file touches it more often than that, in ms. */
export const IN_USE_MS = 5 * 60 * 1000;

/** A half-written file that nobody has added to for so long was left by a process that died, in ms. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/** Part of the names of half-written files. */
export const PENDING = '.pending-';

const NAME = /^(ds_[0-9a-f]{24})-\d+x\d+\.u8/;

/** What the prepared datasets of a machine may take. */
export interface CacheLimit {
  /** Where those of all workspaces are. */
  readonly folder: string;
  readonly bytes: number;
}

interface PreparedFile {
  readonly path: string;
  readonly workspace: string;
  readonly dataset: string;
  readonly isPending: boolean;
  readonly bytes: number;
  /** When it was last used or written to, in ms since 1970. */
  readonly usedAt: number;
}

/** The name of the file of a dataset's pixels of one size and number of channels. */
export function preparedName(dataset: string, imageSize: number, nc: number): string {
  return `${dataset}-${imageSize}x${nc}.u8`;
}

/**
 * Removes those of a machine's prepared datasets that were used least recently, until all are within the limit. Those in
 * use stay, and so do those being written, which count with their full size.
 */
export async function makeRoom({ folder, bytes: limit }: CacheLimit): Promise<void> {
  const now = Date.now();
  const files = (await preparedFiles(folder)).sort((a, b) => a.usedAt - b.usedAt);
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, isPending, bytes, usedAt } of files) {
    if (total <= limit) return;
    if (isPending || now - usedAt < IN_USE_MS) continue;
    await rm(path, { force: true });
    total -= bytes;
  }
}

/** Removes a workspace's half-written files of processes that died. */
export async function removeAbandoned(cacheFolder: string): Promise<void> {
  for (const name of await readdir(cacheFolder)) {
    if (!name.includes(PENDING)) continue;
    const path = join(cacheFolder, name);
    const written = await stat(path).catch(() => undefined);
    if (written !== undefined && Date.now() - written.mtimeMs > ABANDONED_AFTER_MS) await rm(path, { force: true });
  }
}

/**
 * Removes a machine's prepared pixels of datasets that are no more, at every size they were prepared for.
 * @param isThere asked once for each dataset
 * @returns the datasets whose pixels were removed
 */
export async function removeDeleted(
  folder: string,
  isThere: (dataset: string, workspace: string) => Promise<boolean>,
): Promise<string[]> {
  const known = new Map<string, boolean>();
  const removed = new Set<string>();
  for (const { path, workspace, dataset } of await preparedFiles(folder)) {
    const name = `${workspace}/${dataset}`;
    const there = known.get(name) ?? (await isThere(dataset, workspace));
    known.set(name, there);
    if (there) continue;
    await rm(path, { force: true });
    removed.add(dataset);
  }
  return [...removed];
}

/** Removes a workspace's prepared pixels of a dataset, at every size. */
export async function removePrepared(cacheFolder: string, dataset: string): Promise<void> {
  for (const name of await readdir(cacheFolder).catch(() => [])) {
    if (name.startsWith(`${dataset}-`)) await rm(join(cacheFolder, name), { force: true });
  }
}

async function preparedFiles(root: string): Promise<PreparedFile[]> {
  const files: PreparedFile[] = [];
  for await (const { workspace, folder } of cachesIn(root)) {
    for (const name of await readdir(folder).catch(() => [])) {
      const dataset = NAME.exec(name)?.[1];
      const path = join(folder, name);
      const found = dataset && (await stat(path).catch(() => undefined));
      if (!found) continue;
      const { size: bytes, mtimeMs: usedAt } = found;
      files.push({ path, workspace, dataset, isPending: name.includes(PENDING), bytes, usedAt });
    }
  }
  return files;
}
