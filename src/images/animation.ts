import sharp, { type Sharp } from 'sharp';
import type { Pixels } from './pixels.js';

/** How long a frame is shown, in ms. */
const FRAME_MS = 100;

/**
 * One picture, or an animation of several that loops forever.
 * @param frames of one size, at least one
 */
export async function encodeAnimation(frames: readonly Pixels[], format: 'webp' | 'gif'): Promise<Buffer> {
  const [first] = frames;
  if (first === undefined) throw new RangeError('an animation needs at least one frame');
  const { width, height, channels } = first;
  // sharp takes frames as the pages of one tall picture.
  const data = Buffer.concat(frames.map((frame) => frame.data));
  const pages: Sharp = sharp(data, {
    raw: { width, height: height * frames.length, channels, pageHeight: height },
    limitInputPixels: false,
  });
  const options = frames.length > 1 ? { loop: 0, delay: frames.map(() => FRAME_MS) } : {};
  // WebP without loss: so small a picture shows every artefact, and hardly grows. Higher efforts take long for little.
  const encoded = format === 'webp' ? pages.webp({ ...options, lossless: true, effort: 1 }) : pages.gif(options);
  return await encoded.toBuffer();
}
