import { isAscii, isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { type Entry, getFileNameLowLevel } from 'yauzl';
import type { NameEncoding } from '../contracts/dataset.js';

/** Of the general purpose flags: the name is UTF-8 (APPNOTE 4.4.4, bit 11). */
const UTF8_FLAG = 0x800;
/** The extra field with the name in UTF-8 (APPNOTE 4.6.9): a byte of version, the CRC-32 of the other name, the name. */
const UNICODE_PATH = 0x7075;

interface EntryName {
  readonly name: string;
  /** Undefined where the zip says it, or it makes no difference. */
  readonly guessed: NameEncoding | undefined;
}

/**
 * An entry's name. Without the flag it should be CP437 (APPNOTE, appendix D), but macOS and Info-ZIP on Debian write UTF-8,
 * which names in a code page hardly ever are by chance.
 *
 * @param entry of a zip that was opened with `decodeStrings: false`
 */
export function nameOf(entry: Entry): EntryName {
  const { fileNameRaw: raw, extraFields } = entry;
  const encoding = isUtf8(raw) ? 'UTF-8' : 'CP437';
  const name = getFileNameLowLevel(encoding === 'UTF-8' ? UTF8_FLAG : 0, raw, extraFields, true);
  const isFlagged = (entry.generalPurposeBitFlag & UTF8_FLAG) !== 0;
  const isTold = isAscii(raw) || (isFlagged && encoding === 'UTF-8') || hasUnicodePath(entry);
  return { name, guessed: isTold ? undefined : encoding };
}

/** By the same rule as yauzl, which takes the name from there. */
function hasUnicodePath({ fileNameRaw, extraFields }: Entry): boolean {
  return extraFields.some(
    ({ id, data }) =>
      id === UNICODE_PATH && data.length >= 6 && data[0] === 1 && data.readUInt32LE(1) === crc32(fileNameRaw),
  );
}
