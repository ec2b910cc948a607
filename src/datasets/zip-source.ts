import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { AtelierError } from '../errors.js';
import { plainPath, withSlashes } from './file-names.js';
import type { SourceFile } from './source.js';
import { nameOf } from './zip-names.js';
import { checkEntries, notAllowed, printable, type ZipLimits, type ZipTotals } from './zip-rules.js';

/**
 * The files of a zip on disk, in the archive's order, without folders.
 *
 * The whole directory is checked against `limits` and the rules of zip-rules.ts before the first file is handed out, so
 * that a hostile archive is refused before anything of it is kept.
 *
 * @throws AtelierError `archive_invalid` with the reason, also from `bytes()`
 */
export function zipFiles(file: string, limits: Partial<ZipLimits> = {}): AsyncIterable<SourceFile> {
  return { [Symbol.asyncIterator]: () => filesOf(file, limits) };
}

/**
 * Holds zips of one upload against the limits together, before a file of any is handed out.
 *
 * @param others how many files come beside them
 * @throws AtelierError `archive_invalid` with the reason
 */
export async function checkZips(
  files: Iterable<string>,
  others: number,
  limits: Partial<ZipLimits> = {},
): Promise<void> {
  let totals: ZipTotals = { entries: others, bytes: 0 };
  for (const file of files) totals = await checkZip(file, limits, totals);
}

async function* filesOf(file: string, limits: Partial<ZipLimits>): AsyncGenerator<SourceFile> {
  await checkZip(file, limits, { entries: 0, bytes: 0 });
  const zip = await openZip(file);
  try {
    // A second pass over the directory is cheap beside the photos, and no list of entries has to be kept for it.
    for await (const entry of zip.eachEntry()) {
      const { name, guessed } = nameOf(entry);
      if (withSlashes(name).endsWith('/')) continue;
      const path = plainPath(name);
      if (path !== '') yield { path, guessed, bytes: () => inflate(zip, entry, path).catch(refuseDamaged) };
    }
  } finally {
    zip.close();
  }
}

async function checkZip(file: string, limits: Partial<ZipLimits>, before: ZipTotals): Promise<ZipTotals> {
  const zip = await openZip(file);
  try {
    return await checkEntries(zip, limits, before).catch(refuseDamaged);
  } finally {
    zip.close();
  }
}

async function openZip(file: string): Promise<ZipFile> {
  // Its names are decoded, and checked, here.
  return await openPromise(file, { autoClose: false, decodeStrings: false }).catch(refuseDamaged);
}

/** yauzl ends the stream with an error as soon as an entry inflates to more than the size that was checked. */
async function inflate(zip: ZipFile, entry: Entry, path: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  if (crc32(bytes) !== entry.crc32) throw notAllowed(`${printable(path)} is damaged: its checksum differs`);
  return bytes;
}

function refuseDamaged(error: unknown): never {
  if (error instanceof AtelierError) throw error;
  const reason = error instanceof Error ? error.message : String(error);
  throw new AtelierError('archive_invalid', `The zip archive cannot be read: ${printable(reason)}`, { cause: error });
}
