import { storePng } from '../images/png.js';
import { checkPixels, RejectedImage } from './image-format.js';
import { HeifError, HeifFile } from './libheif.js';

/** What an iPhone makes at most is 48.8 million. libheif takes twice the memory that libvips takes for a pixel. */
const MAX_HEIC_PIXELS = 50_000_000;

/**
 * Decodes a HEIC image, which sharp's libvips has no decoder for, to what it reads: an uncompressed PNG, upright, with the
 * image's colour profile. Of a sequence, the primary image.
 *
 * @throws RejectedImage; Error for a damaged file
 */
export async function heicAsPng(bytes: Buffer): Promise<Buffer> {
  try {
    const file = new HeifFile(bytes, Math.ceil(Math.sqrt(MAX_HEIC_PIXELS)));
    checkPixels(file, MAX_HEIC_PIXELS);
    return await storePng(file.decode());
  } catch (error) {
    if (!(error instanceof HeifError && error.isUnsupported)) throw error;
    throw new RejectedImage(`a HEIC of a kind that is not decoded (${error.message}); save it as JPEG`, {
      cause: error,
    });
  }
}
