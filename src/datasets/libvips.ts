import sharp from 'sharp';

// One thread an image: many images are decoded side by side, and threads within one would only contend.
sharp.concurrency(1);
// No image is decoded twice in a row, so remembering operations would only hold their pixels.
sharp.cache(false);

/** libvips's loaders of the formats that image-format.ts accepts, from memory. HEIF's reads AVIF alone in sharp's build. */
const PHOTO_LOADERS = ['Jpeg', 'Png', 'Webp', 'Heif'].map((format) => `VipsForeignLoad${format}Buffer`);

/**
 * Turns every loader of libvips off but those of photos, for this process: one that decodes what strangers send, and
 * draws nothing of its own from SVG.
 */
export function loadOnlyPhotos(): void {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: PHOTO_LOADERS });
}

export { sharp };
