import sharp from 'sharp';
import type { Pixels } from './pixels.js';

/** Enlarges a picture by a whole number, by Lanczos interpolation over three lobes. */
export async function enlarge(pixels: Pixels, scale: number): Promise<Pixels> {
  if (scale === 1) return pixels;
  const { width, height, channels } = pixels;
  const { data, info } = await sharp(pixels.data, { raw: { width, height, channels } })
    .resize(width * scale, height * scale, { kernel: 'lanczos3', fit: 'fill' })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels };
}
