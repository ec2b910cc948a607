import { FINGERPRINT_HEIGHT, FINGERPRINT_WIDTH, type Fingerprint, fingerprintOf } from './fingerprint.js';
import { type ImageFormat, imageFormat, RejectedImage } from './image-format.js';
import { sharp } from './libvips.js';

/** Images with more pixels than this are refused: decoding one takes hundreds of megabytes. */
export const MAX_PIXELS = 100_000_000;

/** What is kept of an image beside its bytes. */
export interface Inspected extends Fingerprint {
  /** In pixels, upright. */
  readonly width: number;
  readonly height: number;
}

/**
 * Decodes an image file once, so that one that training could not read is found when it is imported. Large JPEGs are
 * decoded at an eighth of their size, which finds the same faults.
 *
 * @throws RejectedImage with the reason
 */
export async function inspectImage(bytes: Buffer): Promise<Inspected> {
  const format = imageFormat(bytes);
  try {
    const { autoOrient } = await sharp(bytes, { limitInputPixels: false }).metadata();
    const { width, height } = autoOrient;
    if (width * height > MAX_PIXELS) {
      throw new RejectedImage(`${width}×${height} pixels; at most ${MAX_PIXELS / 1e6} megapixels are allowed`);
    }
    // `error` finds what is truncated or damaged, but forgives the harmless oddities that cameras write.
    // The loaders' own shrinking all the way down differs from format to format: in twice the bits of the fingerprint.
    const rgb = await sharp(bytes, { failOn: 'error', limitInputPixels: MAX_PIXELS })
      .autoOrient()
      .resize(FINGERPRINT_WIDTH, FINGERPRINT_HEIGHT, { fit: 'fill', fastShrinkOnLoad: false })
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw()
      .toBuffer();
    return { width, height, ...fingerprintOf(rgb) };
  } catch (error) {
    throw error instanceof RejectedImage ? error : new RejectedImage(reasonOf(error, format), { cause: error });
  }
}

function reasonOf(error: unknown, format: ImageFormat): string {
  const message = error instanceof Error ? error.message : String(error);
  // The JPEG decoder alone tells the two apart.
  return message.includes('premature end') ? `truncated ${format}` : `truncated or damaged ${format}`;
}
