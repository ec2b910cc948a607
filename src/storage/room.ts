import { randomBytes } from 'node:crypto';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Written to see whether the disk takes anything at all: a quota or a fault shows in no count of free blocks. */
const PROBE_BYTES = 64 * 1024;

/** Whether a folder's disk has so many bytes free and can be written. */
export async function hasRoom(folder: string, bytes: number): Promise<boolean> {
  const probe = join(folder, `.pending-probe-${randomBytes(8).toString('hex')}`);
  try {
    await mkdir(folder, { recursive: true });
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < bytes) return false;
    await writeFile(probe, new Uint8Array(PROBE_BYTES), { flush: true });
    return true;
  } catch {
    return false;
  } finally {
    await rm(probe, { force: true }).catch(() => {});
  }
}
