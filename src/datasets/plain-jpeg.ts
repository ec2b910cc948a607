import type { Size } from './tutorial-size.js';

const START_OF_IMAGE = 0xffd8;
const END_OF_IMAGE = 0xffd9;
const START_OF_SCAN = 0xda;
/** Frames that every decoder reads: baseline and progressive. */
const FRAMES = [0xc0, 0xc2];
/** Segments with orientation (1), a colour profile (2) or another colour transform (14). */
const WITH_MEANING = [0xe1, 0xe2, 0xee];

/** Precision 8, height and width, 3 components whose first is 1: colours are YCbCr, as JFIF has it. */
const FRAME_BYTES = 18;

/**
 * The size of a JPEG whose pixels mean the same to every decoder: three channels of 8 bits in YCbCr, with nothing that
 * turns the image or gives it other colours than sRGB. Read from its segments up to the first scan, as ITU T.81, annex
 * B, has them.
 *
 * @returns undefined for any other JPEG, for one whose segments can't be followed, and for one that does not end where
 *   an image ends: some decoders fill what is cut off with grey, and call it whole
 */
export function plainJpegSize(bytes: Buffer): Size | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== START_OF_IMAGE) return undefined;
  if (bytes.readUInt16BE(bytes.length - 2) !== END_OF_IMAGE) return undefined;
  let size: Size | undefined;
  for (let at = 2; at + 4 <= bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes.readUInt8(at + 1);
    if (bytes.readUInt8(at) !== 0xff || WITH_MEANING.includes(marker)) return undefined;
    if (marker === START_OF_SCAN) return size;
    if (FRAMES.includes(marker)) size = frameSize(bytes.subarray(at, at + FRAME_BYTES));
  }
  return undefined;
}

/** @param frame marker, length, precision, height, width, number of components, and three bytes for each */
function frameSize(frame: Buffer): Size | undefined {
  if (frame.length < FRAME_BYTES) return undefined;
  const [precision, components, firstId] = [4, 9, 10].map((offset) => frame.readUInt8(offset));
  if (precision !== 8 || components !== 3 || firstId !== 1) return undefined;
  const [height, width] = [frame.readUInt16BE(5), frame.readUInt16BE(7)];
  return height > 0 && width > 0 ? { width, height } : undefined;
}
