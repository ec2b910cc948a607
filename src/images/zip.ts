import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** Entries carry this time, so that equal files give equal archives. */
export const ENTRY_TIME = new Date('2000-01-01T00:00:00Z');

export interface ZipEntry {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A zip of files that are compressed already: stored as they are. */
export async function zipOf(files: readonly ZipEntry[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, bytes } of files) zip.addBuffer(bytes, name, { compress: false, mtime: ENTRY_TIME });
  zip.end();
  return await buffer(zip.outputStream);
}

/**
 * The same as it is read: a file is taken when the one before it has been, and forgotten when it has been written.
 * If `files` throws, so does the stream; if the stream is destroyed, `files` is ended.
 */
export function zipStream(files: AsyncIterable<ZipEntry>): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const fill = async () => {
    for await (const file of files) {
      if (output.destroyed) return;
      await addEntry(zip, output, file);
    }
    zip.end();
  };
  fill().catch((error: Error) => output.destroy(error));
  return output;
}

/** Resolves when an entry has been written, or will not be. */
async function addEntry(zip: ZipFile, output: Readable, { name, bytes }: ZipEntry): Promise<void> {
  // yazl keeps what it was given until the archive ends: the bytes must not be part of it.
  const content = [bytes];
  await new Promise<void>((resolve) => {
    output.once('close', resolve);
    zip.addReadStreamLazy(name, { compress: false, mtime: ENTRY_TIME, size: bytes.length }, (give) => {
      const file = Readable.from(content.splice(0));
      file.once('end', () => {
        output.off('close', resolve);
        resolve();
      });
      give(null, file);
    });
  });
}
