import { type CheckpointManifest, checkpointManifestSchema } from '../contracts/checkpoint.js';
import { sha256Of } from './checksum.js';

/** How every manifest's file begins; the checksum of all that follows it, and then the manifest's own fields. */
const HEAD = /^\{"sha256":"([0-9a-f]{64})",/;

/** A manifest's file: its JSON, with a checksum of the rest of the file as its first field. */
export function encodeManifest(manifest: CheckpointManifest): Buffer {
  const fields = JSON.stringify(manifest, null, 2).slice(1);
  return Buffer.from(`{"sha256":"${sha256Of(fields)}",${fields}`);
}

/** @returns undefined if a byte of the file was changed or is missing */
export function decodeManifest(file: Buffer): CheckpointManifest | undefined {
  const head = HEAD.exec(file.toString('latin1'));
  if (!head) return undefined;
  const fields = file.subarray(head[0].length);
  if (sha256Of(fields) !== head[1]) return undefined;
  return checkpointManifestSchema.safeParse(JSON.parse(`{${fields}`)).data;
}
