import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

/**
 * The file of a prepared dataset: a header of one page, then images × imageBytes of pixels.
 *
 * Header: magic (8 bytes), images (u32), bytes of an image (u32), CRC-32 of all pixels (u32), little-endian, zeros.
 */
const MAGIC = 'ATELIER1';
const HEADER_BYTES = 4096;

/** Pixels are written and checked in pieces of this size. */
const CHUNK_BYTES = 4 * 1024 ** 2;

export interface CacheHeader {
  readonly images: number;
  readonly imageBytes: number;
  readonly crc: number;
  /** Where the first image starts, in bytes. */
  readonly dataStart: number;
}

/** @throws Error if the file is not a prepared dataset's */
export async function readHeader(file: FileHandle): Promise<CacheHeader> {
  const header = Buffer.alloc(HEADER_BYTES);
  await file.read(header, 0, HEADER_BYTES, 0);
  if (header.toString('latin1', 0, 8) !== MAGIC) throw new Error('not a prepared dataset');
  const [images, imageBytes, crc] = [8, 12, 16].map((offset) => header.readUInt32LE(offset)) as [
    number,
    number,
    number,
  ];
  return { images, imageBytes, crc, dataStart: HEADER_BYTES };
}

/** Whether a file is whole: the right shape, and every byte as it was written. */
export async function isIntact(file: FileHandle, images: number, imageBytes: number): Promise<boolean> {
  const header = await readHeader(file).catch(() => undefined);
  if (header?.images !== images || header.imageBytes !== imageBytes) return false;
  if ((await file.stat()).size !== cacheFileBytes(images, imageBytes)) return false;
  let crc = 0;
  const pixels = createReadStream('', {
    fd: file.fd,
    autoClose: false,
    start: HEADER_BYTES,
    highWaterMark: CHUNK_BYTES,
  });
  for await (const chunk of pixels) crc = crc32(chunk as Buffer, crc);
  return crc === header.crc;
}

/** The size of a prepared dataset's file. */
export function cacheFileBytes(images: number, imageBytes: number): number {
  return HEADER_BYTES + images * imageBytes;
}

/**
 * Writes a prepared dataset's file. It has its full size from the start, and its header comes last, so that a file cut off
 * before is never taken for one.
 *
 * @param path must not exist
 * @param shape how many images there are, and the bytes of each
 * @param pixels the images in order
 * @param onSized awaited when the file has its full size, and no pixels yet
 */
export async function writeCacheFile(
  path: string,
  { images, imageBytes }: { readonly images: number; readonly imageBytes: number },
  pixels: AsyncIterable<Uint8Array>,
  onSized: () => Promise<void> = async () => {},
): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.truncate(cacheFileBytes(images, imageBytes));
    await onSized();
    const chunk = Buffer.alloc(Math.max(1, Math.floor(CHUNK_BYTES / imageBytes)) * imageBytes);
    let filled = 0;
    let crc = 0;
    let position = HEADER_BYTES;
    const flush = async (): Promise<void> => {
      crc = crc32(chunk.subarray(0, filled), crc);
      await file.write(chunk, 0, filled, position);
      position += filled;
      filled = 0;
    };
    for await (const image of pixels) {
      chunk.set(image, filled);
      filled += imageBytes;
      if (filled === chunk.length) await flush();
    }
    await flush();
    await file.write(header(images, imageBytes, crc), 0, HEADER_BYTES, 0);
  } finally {
    await file.close();
  }
}

function header(images: number, imageBytes: number, crc: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.write(MAGIC, 'latin1');
  for (const [i, value] of [images, imageBytes, crc].entries()) bytes.writeUInt32LE(value, 8 + 4 * i);
  return bytes;
}
