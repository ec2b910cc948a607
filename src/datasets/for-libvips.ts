import type { ImageFormat } from './image-format.js';

/** Where it is in the first box of a file. */
const MAJOR_BRAND = 8;

/**
 * An image's file as libvips reads it. Other decoders, which are large, are loaded when the first image needs them.
 * @throws RejectedImage; Error for a damaged file
 */
export async function forLibvips(bytes: Buffer, format: ImageFormat): Promise<Buffer> {
  if (format === 'AVIF') return withKnownBrand(bytes);
  if (format !== 'HEIC') return bytes;
  const { heicAsPng } = await import('./heic.js');
  return await heicAsPng(bytes);
}

/** libvips goes by the major brand, of which it knows few; what it decodes is the same. */
function withKnownBrand(avif: Buffer): Buffer {
  const branded = Buffer.from(avif);
  branded.write('avif', MAJOR_BRAND, 'latin1');
  return branded;
}
