import { imageFormat } from './image-format.js';
import { MAX_PIXELS } from './inspect.js';
import { sharp } from './libvips.js';

/** Longest side in pixels. */
const SIDE = 192;

/**
 * A small WebP of an image, upright and whole; images that are smaller stay as they are.
 * @throws RejectedImage, or sharp's Error for a damaged file
 */
export async function thumbnailOf(bytes: Buffer): Promise<Buffer> {
  imageFormat(bytes);
  return await sharp(bytes, { failOn: 'error', limitInputPixels: MAX_PIXELS })
    .autoOrient()
    .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .webp()
    .toBuffer();
}
