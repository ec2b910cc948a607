import sharp from 'sharp';
import type { Pixels } from './pixels.js';

/** What print works at, in dots per inch. */
const DPI = 300;
const MM_PER_INCH = 25.4;

/**
 * Encodes pictures as the pages of a TIFF, 8 bits a channel, deflated without loss; equal pictures give equal bytes.
 * @param pages of one size, at least one
 * @param xmp a packet of XMP for the first page
 * @throws RangeError if there is no page
 */
export async function encodeTiff(pages: readonly Pixels[], xmp?: string): Promise<Buffer> {
  const [first] = pages;
  if (first === undefined) throw new RangeError('a TIFF needs at least one page');
  const { width, height, channels } = first;
  // sharp takes pages as one tall picture.
  const tall = sharp(Buffer.concat(pages.map(({ data }) => data)), {
    raw: { width, height: height * pages.length, channels, pageHeight: height },
    limitInputPixels: false,
  }).toColourspace(channels === 1 ? 'b-w' : 'srgb');
  const dotsPerMm = DPI / MM_PER_INCH;
  return await (xmp === undefined ? tall : tall.withXmp(xmp))
    .tiff({ compression: 'deflate', predictor: 'horizontal', xres: dotsPerMm, yres: dotsPerMm, resolutionUnit: 'inch' })
    .toBuffer();
}
