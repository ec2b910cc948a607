import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** Entries carry this time, so that equal files give equal archives. */
const TIME = new Date('2000-01-01T00:00:00Z');

/** A zip of files that are compressed already: stored as they are. */
export async function zipOf(files: readonly { name: string; bytes: Buffer }[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, bytes } of files) zip.addBuffer(bytes, name, { compress: false, mtime: TIME });
  zip.end();
  return await buffer(zip.outputStream);
}
