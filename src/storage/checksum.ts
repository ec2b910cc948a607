import { createHash } from 'node:crypto';

/** @returns the SHA-256 of bytes, or of text as UTF-8, in hex */
export function sha256Of(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}
