import sharp from 'sharp';
import type { Pixels } from './pixels.js';

/**
 * Encodes a picture as PNG; equal pixels give equal bytes.
 *
 * Level 3 without adaptive filters: on 64×64 garments a third faster than the default level 6, and few bytes larger.
 */
export async function encodePng({ data, width, height, channels }: Pixels): Promise<Buffer> {
  return await sharp(data, { raw: { width, height, channels } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png({ compressionLevel: 3, adaptiveFiltering: false })
    .toBuffer();
}
