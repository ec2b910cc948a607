import { createHash } from 'node:crypto';
import { type CheckpointManifest, checkpointManifestSchema } from '../contracts/checkpoint.js';

/** How every manifest's file begins; the checksum of all that follows it, and then the manifest's own fields. */
const HEAD = /^\{"sha256":"([0-9a-f]{64})",/;

/** A manifest's file: its JSON, with a checksum of the rest of the file as its first field. */
export function encodeManifest(manifest: CheckpointManifest): Buffer {
  const fields = JSON.stringify(manifest, null, 2).slice(1);
  return Buffer.from(`{"sha256":"${checksum(fields)}",${fields}`);
}

/** @returns undefined if a byte of the file was changed or is missing */
export function decodeManifest(file: Buffer): CheckpointManifest | undefined {
  const head = HEAD.exec(file.toString('latin1'));
  if (!head) return undefined;
  const fields = file.subarray(head[0].length);
  if (checksum(fields) !== head[1]) return undefined;
  return checkpointManifestSchema.safeParse(JSON.parse(`{${fields}`)).data;
}

function checksum(fields: string | Buffer): string {
  return createHash('sha256').update(fields).digest('hex');
}
