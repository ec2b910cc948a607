import type { S3Connection } from '../contracts/store-location.js';
import { AtelierError } from '../errors.js';
import { connectS3, PATIENCE } from '../storage/s3-client.js';
import { S3Reader } from '../storage/s3-reader.js';
import { RejectedImage } from './image-format.js';
import { MAX_FILE_BYTES, type SourceFile } from './source.js';

/**
 * The objects below a prefix of a bucket, by key, as the files of a folder.
 *
 * @param prefix without `/` at its end; '' for the whole bucket
 * @throws AtelierError `storage_unavailable`; `validation_failed` if there is no object
 */
export async function* s3Files(
  connection: S3Connection,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
): AsyncIterable<SourceFile> {
  const reader = new S3Reader(connectS3(connection), bucket, PATIENCE.attempts);
  const below = prefix === '' ? '' : `${prefix}/`;
  // What was uploaded from macOS may have its letters composed in another way.
  for (const spelled of new Set([below, below.normalize('NFC'), below.normalize('NFD')])) {
    let isEmpty = true;
    for await (const { Contents = [] } of reader.pages({ Prefix: spelled })) {
      for (const { Key: key = '', Size: size = 0 } of Contents) {
        isEmpty = false;
        const path = key.slice(spelled.length);
        // A key that ends like a folder is one that a console has made to show it.
        if (!path.endsWith('/')) yield { path, bytes: () => readPhoto(reader, key, size) };
      }
    }
    if (!isEmpty) return;
  }
  throw new AtelierError('validation_failed', `There is nothing below s3://${bucket}/${below}`);
}

async function readPhoto(reader: S3Reader, key: string, size: number): Promise<Buffer> {
  if (size > MAX_FILE_BYTES) throw new RejectedImage(`larger than ${MAX_FILE_BYTES / 1024 ** 2} MiB`);
  const found = await reader.open(key);
  if (!found) throw new RejectedImage('removed while the folder was read');
  return await reader.collect(key, found);
}
