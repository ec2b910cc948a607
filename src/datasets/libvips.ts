import sharp from 'sharp';

// One thread an image: many images are decoded side by side, and threads within one would only contend.
sharp.concurrency(1);
// No image is decoded twice in a row, so remembering operations would only hold their pixels.
sharp.cache(false);

export { sharp };
