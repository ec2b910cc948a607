import { type ImageFormat, imageFormat, RejectedImage } from './image-format.js';
import { sharp } from './libvips.js';

/** Images with more pixels than this are refused: decoding one takes hundreds of megabytes. */
export const MAX_PIXELS = 100_000_000;

/** Side of what the check decodes to: JPEGs are then decoded at an eighth of their size, which finds the same faults. */
const CHECK_SIZE = 8;

/**
 * Decodes an image file once, so that one that training could not read is found when it is imported.
 *
 * @returns its size in pixels, upright
 * @throws RejectedImage with the reason
 */
export async function inspectImage(bytes: Buffer): Promise<{ width: number; height: number }> {
  const format = imageFormat(bytes);
  try {
    const { autoOrient } = await sharp(bytes, { limitInputPixels: false }).metadata();
    const { width, height } = autoOrient;
    if (width * height > MAX_PIXELS) {
      throw new RejectedImage(`${width}×${height} pixels; at most ${MAX_PIXELS / 1e6} megapixels are allowed`);
    }
    // `error` finds what is truncated or damaged, but forgives the harmless oddities that cameras write.
    await sharp(bytes, { failOn: 'error', limitInputPixels: MAX_PIXELS })
      .resize(CHECK_SIZE, CHECK_SIZE, { fit: 'fill' })
      .raw()
      .toBuffer();
    return { width, height };
  } catch (error) {
    throw error instanceof RejectedImage ? error : new RejectedImage(reasonOf(error, format), { cause: error });
  }
}

function reasonOf(error: unknown, format: ImageFormat): string {
  const message = error instanceof Error ? error.message : String(error);
  // The JPEG decoder alone tells the two apart.
  return message.includes('premature end') ? `truncated ${format}` : `truncated or damaged ${format}`;
}
