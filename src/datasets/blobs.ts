import { createHash } from 'node:crypto';
import type { ArtifactStore } from '../storage/artifact-store.js';

/** Where original files lie: under their hash, so that datasets share the bytes of equal files. */
export const BLOBS = 'blobs';

/** @returns the key of a file's bytes, by their SHA-256 in hex */
export function blobKey(sha256: string): string {
  return `${BLOBS}/${sha256.slice(0, 2)}/${sha256}`;
}

export function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Stores a file's bytes unless they are there already. @returns their SHA-256 in hex */
export async function putBlob(store: ArtifactStore, bytes: Buffer): Promise<string> {
  const sha256 = sha256Of(bytes);
  const key = blobKey(sha256);
  if ((await store.size(key)) !== bytes.length) await store.put(key, bytes);
  return sha256;
}

/** The SHA-256 of every file that is stored. */
export async function* storedBlobs(store: ArtifactStore): AsyncIterable<string> {
  for (const folder of await store.children(BLOBS)) yield* await store.children(`${BLOBS}/${folder}`);
}
