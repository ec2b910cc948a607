import type { Entry, ZipFile } from 'yauzl';
import { AtelierError } from '../errors.js';
import { attackIn, madePrintable, plainPath } from './file-names.js';
import { sideFileKind } from './side-files.js';
import { MAX_FILE_BYTES } from './source.js';
import { nameOf } from './zip-names.js';

/** What the zips of an upload may hold at most. */
export interface ZipLimits {
  /** Of all of them together. */
  readonly entries: number;
  /** Of one file, inflated. */
  readonly entryBytes: number;
  /** Of all files of all of them together, inflated. */
  readonly totalBytes: number;
}

/** What was seen of an upload. */
export interface ZipTotals {
  readonly entries: number;
  /** Inflated. */
  readonly bytes: number;
}

export const defaultZipLimits: ZipLimits = {
  entries: 200_000,
  entryBytes: MAX_FILE_BYTES,
  totalBytes: 20 * 1024 ** 3,
};

/** Photos are compressed already; a file of some size that deflate shrinks further than this is none. */
const MAX_RATIO = 200;
const SMALL_FILE = 1024 ** 2;

/** Names are kept for every image; Linux allows a file 255 bytes, and a zip 65,535. */
const MAX_NAME_LENGTH = 1000;

const FILE_TYPE_MASK = 0o170000;
const REGULAR_FILE = 0o100000;
const FOLDER = 0o040000;
const LOCAL_HEADER_BYTES = 30;

/**
 * Reads a zip's whole directory and holds it against the rules. Keeps no more of an entry than where it lies, so that
 * memory stays small whatever the archive holds.
 *
 * yauzl has refused sizes that contradict each other by then.
 *
 * @param before what came before it in the same upload
 * @returns all that with what this zip holds
 * @throws AtelierError `archive_invalid`; what yauzl throws
 */
export async function checkEntries(zip: ZipFile, given: Partial<ZipLimits>, before: ZipTotals): Promise<ZipTotals> {
  const limits = { ...defaultZipLimits, ...given };
  const entries = before.entries + zip.entryCount;
  if (entries > limits.entries) {
    const who = before.entries === 0 ? 'it' : 'with it, the upload';
    throw notAllowed(`${who} has ${entries} entries; at most ${limits.entries} are allowed`);
  }
  const spans: Span[] = [];
  let totalBytes = before.bytes;
  for await (const entry of zip.eachEntry()) {
    const name = checkName(entry);
    // What is left beside photos is never read, however large the videos are.
    if (!sideFileKind(plainPath(name))) {
      checkFile(entry, printable(name), limits);
      totalBytes += entry.uncompressedSize;
    }
    if (totalBytes > limits.totalBytes) {
      const whose = before.bytes === 0 ? 'its files' : 'its files and those of the zips before it';
      throw notAllowed(`${whose} are larger than ${megabytes(limits.totalBytes)} together`);
    }
    const start = entry.relativeOffsetOfLocalHeader;
    spans.push({ start, end: start + LOCAL_HEADER_BYTES + entry.compressedSize });
  }
  checkOverlaps(spans);
  return { entries, bytes: totalBytes };
}

/** The bytes of the archive that an entry takes at least. */
interface Span {
  readonly start: number;
  readonly end: number;
}

function checkName(entry: Entry): string {
  const { name } = nameOf(entry);
  if (name.length > MAX_NAME_LENGTH) throw notAllowed(`the name ${printable(name)} is too long`);
  const attack = attackIn(name);
  if (attack !== undefined) throw notAllowed(printable(attack));
  return name;
}

function checkFile(entry: Entry, name: string, limits: ZipLimits): void {
  if (entry.isEncrypted()) throw notAllowed(`${name} is encrypted; make the zip without a password`);
  if (!entry.canDecodeFileData()) throw notAllowed(`${name} is compressed by another method than deflate`);
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE_MASK;
  if (type !== 0 && type !== REGULAR_FILE && type !== FOLDER) {
    throw notAllowed(`${name} is a link or a special file; only files and folders are allowed`);
  }
  if (entry.uncompressedSize > limits.entryBytes) {
    throw notAllowed(`${name} is larger than ${megabytes(limits.entryBytes)}`);
  }
  if (entry.uncompressedSize > SMALL_FILE && entry.uncompressedSize > MAX_RATIO * entry.compressedSize) {
    throw notAllowed(`${name} would inflate to more than ${MAX_RATIO} times its size, as zip bombs do`);
  }
}

/** Entries that share bytes are how a small zip claims to hold petabytes. */
function checkOverlaps(spans: Span[]): void {
  spans.sort((a, b) => a.start - b.start);
  let end = 0;
  for (const span of spans) {
    if (span.start < end) throw notAllowed('its entries overlap each other, as those of zip bombs do');
    end = span.end;
  }
}

export function notAllowed(reason: string): AtelierError {
  return new AtelierError('archive_invalid', `The zip archive is not allowed: ${reason}`);
}

/** Text from an untrusted archive, fit for a message: one short line. */
export function printable(text: string): string {
  const line = madePrintable(text);
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

function megabytes(bytes: number): string {
  return bytes >= 1024 ** 2 ? `${Math.floor(bytes / 1024 ** 2)} MiB` : `${bytes} bytes`;
}
