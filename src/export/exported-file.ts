import type { Readable } from 'node:stream';

/** A file that is made while it is read. */
export interface ExportedFile {
  readonly bytes: number;
  readonly body: Readable;
}
