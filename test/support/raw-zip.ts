import { crc32 } from 'node:zlib';

export interface RawEntry {
  /** As it is written, in whatever encoding. */
  readonly name: Buffer | string;
  readonly bytes: Buffer;
  /** General purpose flags: 0x800 says that the name is UTF-8. */
  readonly flags?: number;
  /** The extra field. */
  readonly extra?: Buffer;
}

/** A zip of uncompressed files under names that a library for writing zips would refuse, or encode by itself. */
export function rawZip(...entries: readonly RawEntry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, flags = 0, extra = Buffer.alloc(0) } of entries) {
    const nameBytes = Buffer.from(name);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(flags, 2);
    shared.writeUInt32LE(crc32(bytes), 10);
    shared.writeUInt32LE(bytes.length, 14);
    shared.writeUInt32LE(bytes.length, 18);
    shared.writeUInt16LE(nameBytes.length, 22);
    shared.writeUInt16LE(extra.length, 24);
    const file = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, nameBytes, extra, bytes]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), shared, place, nameBytes, extra);
    files.push(file);
    offset += file.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, ...directory, end]);
}

/** Info-ZIP's extra field with a name in UTF-8, for an entry that is called otherwise (APPNOTE 4.6.9). */
export function unicodePath(name: string, headerName: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt16LE(0x7075, 0);
  head.writeUInt16LE(5 + Buffer.byteLength(name), 2);
  head.writeUInt8(1, 4);
  head.writeUInt32LE(crc32(headerName), 5);
  return Buffer.concat([head, Buffer.from(name)]);
}
