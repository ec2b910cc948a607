import {
  type CheckpointManifest,
  checkpointFolder,
  checkpointId,
  checkpointManifestSchema,
  manifestKey,
} from '../contracts/checkpoint.js';
import type { ArtifactStore } from './artifact-store.js';
import { sha256Of } from './checksum.js';

/** How every manifest's file begins; the checksum of all that follows it, and then the manifest's own fields. */
const HEAD = /^\{"sha256":"([0-9a-f]{64})",/;

/** A manifest's file: its JSON, with a checksum of the rest of the file as its first field. */
export function encodeManifest(manifest: CheckpointManifest): Buffer {
  const fields = JSON.stringify(manifest, null, 2).slice(1);
  return Buffer.from(`{"sha256":"${sha256Of(fields)}",${fields}`);
}

/** What whoever writes a checkpoint knows of it; the rest of its manifest follows. */
export type CheckpointFields = Omit<CheckpointManifest, 'format' | 'id' | 'createdAt' | 'architecture'>;

/** The name of a checkpoint's weights in the store: made of their hash, so that other weights never replace them. */
export function weightsKey(job: string, step: number, sha256: string): string {
  return `${checkpointFolder(job, step)}/${sha256}.safetensors`;
}

/** Writes a checkpoint's manifest, once its weights are in the store. */
export async function writeManifest(store: ArtifactStore, fields: CheckpointFields): Promise<CheckpointManifest> {
  const { job, step, hyperparameters } = fields;
  // Parsed, so that its fields are in the order in which it is read back.
  const manifest = checkpointManifestSchema.parse({
    ...fields,
    format: 1,
    id: checkpointId(job, step),
    createdAt: new Date().toISOString(),
    architecture: hyperparameters.architecture,
  });
  await store.put(manifestKey(job, step), encodeManifest(manifest));
  return manifest;
}

/** @returns undefined if a byte of the file was changed or is missing */
export function decodeManifest(file: Buffer): CheckpointManifest | undefined {
  const head = HEAD.exec(file.toString('latin1'));
  if (!head) return undefined;
  const fields = file.subarray(head[0].length);
  if (sha256Of(fields) !== head[1]) return undefined;
  return checkpointManifestSchema.safeParse(JSON.parse(`{${fields}`)).data;
}
