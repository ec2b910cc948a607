/** Zips that no tool would make, byte by byte, as PKWARE's APPNOTE has them. */

const NAME = Buffer.from('a.jpg');

/** A zip whose directory has so many entries, which all stand for one file of six bytes. */
export function zipOfEqualEntries(count: number): Buffer {
  const { file, entry } = smallFile();
  const directory = Buffer.alloc(count * entry.length, entry);
  return Buffer.concat([file, directory, end(count, directory.length, file.length)]);
}

/** A zip of so many files of six bytes and of one name, each with its own place. */
export function zipOfSmallFiles(count: number): Buffer {
  const { file, entry } = smallFile();
  const directory = Buffer.alloc(count * entry.length, entry);
  for (let i = 0; i < count; i++) directory.writeUInt32LE(i * file.length, i * entry.length + 42);
  const files = Buffer.alloc(count * file.length, file);
  return Buffer.concat([files, directory, end(count, directory.length, files.length)]);
}

/** A file with its header, and its entry in the directory. */
function smallFile(): { file: Buffer; entry: Buffer } {
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  return {
    file: Buffer.concat([sized(local, 18, 26), NAME, Buffer.from('photo!')]),
    entry: Buffer.concat([sized(central, 20, 28), NAME]),
  };
}

/** @param sizes where compressed and inflated size are @param nameLength where the length of the name is */
function sized(header: Buffer, sizes: number, nameLength: number): Buffer {
  header.writeUInt32LE(6, sizes);
  header.writeUInt32LE(6, sizes + 4);
  header.writeUInt16LE(NAME.length, nameLength);
  return header;
}

/** The end of the directory, with its zip64 form before it, which alone can count past 65,535. */
function end(count: number, directoryBytes: number, directoryOffset: number): Buffer {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  for (const [offset, value] of [
    [24, count],
    [32, count],
    [40, directoryBytes],
    [48, directoryOffset],
  ] as const) {
    record.writeBigUInt64LE(BigInt(value), offset);
  }
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(directoryOffset + directoryBytes), 8);
  locator.writeUInt32LE(1, 16);
  const ending = Buffer.alloc(22, 0xff);
  ending.writeUInt32LE(0x06054b50, 0);
  ending.writeUInt32LE(0, 4);
  ending.writeUInt16LE(0, 20);
  return Buffer.concat([record, locator, ending]);
}
