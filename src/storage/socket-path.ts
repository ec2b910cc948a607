/** Paths of Unix sockets, which the kernel limits to fewer bytes than other paths. */
import { constants, fstatSync, openSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** The kernel's limit, in bytes (`sun_path` in unix(7), without its final 0). */
const MAX_SOCKET_PATH_BYTES = 107;

/** Whether a socket can be listened on, and connected to, by this path. */
export function fitsSocket(path: string): boolean {
  return Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES;
}

/**
 * A path of the same socket that is short enough for this process to listen on and to connect to. Past the limit, Node would
 * cut the path and use another one without a word.
 * @throws ENOENT if the path is too long and its folder is not there
 */
export function shortSocketPath(path: string): string {
  return fitsSocket(path) ? path : `/proc/self/fd/${handleOf(dirname(path))}/${basename(path)}`;
}

/** Handles of folders. They stay open, since a connection that was lost is made again by the same path. */
const handles = new Map<string, number>();

function handleOf(folder: string): number {
  const known = handles.get(folder);
  // The folder may have been removed and made again.
  if (known !== undefined && fstatSync(known).ino === statSync(folder).ino) return known;
  const handle = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  handles.set(folder, handle);
  return handle;
}
