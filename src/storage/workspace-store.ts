import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_WORKSPACE } from '../contracts/access.js';
import type { ArtifactStore } from './artifact-store.js';
import { scoped } from './scoped-store.js';

const FOLDER = 'workspaces';
const IN_WORKSPACE = new RegExp(`^${FOLDER}/[^/]+/`);

/**
 * The part of a store that is a workspace's. `default` has the whole, as it was before there were others; it names
 * nothing below `workspaces`.
 * @param store all of it
 * @throws TypeError for what can't be a workspace's name
 */
export function storeOf(store: ArtifactStore, workspace: string): ArtifactStore {
  return workspace === DEFAULT_WORKSPACE ? store : scoped(store, folderOf(workspace));
}

/** How the whole store calls what a workspace's part calls `key`. */
export function keyInWhole(workspace: string, key: string): string {
  return workspace === DEFAULT_WORKSPACE ? key : `${folderOf(workspace)}/${key}`;
}

/** How a workspace calls what the whole store calls `key`. */
export function keyInWorkspace(key: string): string {
  return key.replace(IN_WORKSPACE, '');
}

/** The folder of a workspace other than `default`. */
function folderOf(workspace: string): string {
  return `${FOLDER}/${workspace}`;
}

/** Where a machine keeps what it derives of a workspace's data, which must not go with another's. */
export function cacheOf(folder: string, workspace: string): string {
  return workspace === DEFAULT_WORKSPACE ? folder : join(folder, folderOf(workspace));
}

/** Every workspace's part of such a folder. */
export async function* cachesIn(folder: string): AsyncIterable<{ workspace: string; folder: string }> {
  const names = await readdir(join(folder, FOLDER)).catch(() => []);
  for (const workspace of [DEFAULT_WORKSPACE, ...names]) yield { workspace, folder: cacheOf(folder, workspace) };
}

/** Names of all workspaces that have something in a store, and of the default one. */
export async function workspacesIn(store: ArtifactStore): Promise<string[]> {
  return [DEFAULT_WORKSPACE, ...(await store.children(FOLDER))];
}
