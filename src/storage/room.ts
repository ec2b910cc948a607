import { randomBytes } from 'node:crypto';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './make-folder.js';

/** Written to see whether the disk takes anything at all: a quota or a fault shows in no count of free blocks. */
const PROBE_BYTES = 64 * 1024;

/** Writes to a folder's disk, and removes what it has written. @throws what the system says against it */
export async function probeFolder(folder: string): Promise<void> {
  const probe = join(folder, `.pending-probe-${randomBytes(8).toString('hex')}`);
  try {
    await makeFolder(folder);
    await writeFile(probe, new Uint8Array(PROBE_BYTES), { flush: true });
  } finally {
    await rm(probe, { force: true }).catch(() => {});
  }
}

/** Whether a folder's disk has so many bytes free and can be written. */
export async function hasRoom(folder: string, bytes: number): Promise<boolean> {
  try {
    await makeFolder(folder);
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < bytes) return false;
    await probeFolder(folder);
    return true;
  } catch {
    return false;
  }
}
