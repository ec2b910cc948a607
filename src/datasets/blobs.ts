import { createHash } from 'node:crypto';
import type { ArtifactStore } from '../storage/artifact-store.js';

/** Where original files lie: under their hash, so that datasets share the bytes of equal files. */
const BLOBS = 'blobs';

/** @returns the key of a file's bytes, by their SHA-256 in hex */
export function blobKey(sha256: string): string {
  return `${BLOBS}/${sha256.slice(0, 2)}/${sha256}`;
}

/** Stores a file's bytes unless they are there already. @returns their SHA-256 in hex */
export async function putBlob(store: ArtifactStore, bytes: Buffer): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const key = blobKey(sha256);
  if ((await store.size(key)) !== bytes.length) await store.put(key, bytes);
  return sha256;
}

/**
 * Removes the stored files that are not in use. To be run while nothing is imported: a file that an import has stored
 * is in use only once its dataset is committed.
 *
 * @returns how many were removed
 */
export async function sweepBlobs(store: ArtifactStore, inUse: ReadonlySet<string>): Promise<number> {
  let removed = 0;
  for (const folder of await store.children(BLOBS)) {
    for (const sha256 of await store.children(`${BLOBS}/${folder}`)) {
      if (inUse.has(sha256)) continue;
      await store.remove(blobKey(sha256));
      removed++;
    }
  }
  return removed;
}
