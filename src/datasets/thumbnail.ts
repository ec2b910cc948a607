import { forLibvips } from './for-libvips.js';
import { imageFormat, MAX_PIXELS } from './image-format.js';
import { sharp } from './libvips.js';

/** Longest side in pixels. */
const SIDE = 192;

/**
 * A small WebP of an image, upright and whole; images that are smaller stay as they are.
 * @throws RejectedImage, or sharp's Error for a damaged file
 */
export async function thumbnailOf(bytes: Buffer): Promise<Buffer> {
  const readable = await forLibvips(bytes, imageFormat(bytes));
  return await sharp(readable, { failOn: 'error', limitInputPixels: MAX_PIXELS })
    .autoOrient()
    .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .webp()
    .toBuffer();
}
