import type { Pixels } from './pixels.js';

export interface GridOptions {
  /** Images in a row. */
  readonly columns?: number;
  /** Pixels around each image. */
  readonly padding?: number;
}

/** make_grid's default is black; on garments photographed on light grounds white lines look calmer. */
const BACKGROUND = 255;

/**
 * Lays images out row by row as torchvision.utils.make_grid does: `padding` between and around them, no more columns
 * than images.
 *
 * @param images of equal size and channels, at least one
 * @throws RangeError if there is none, or they differ
 */
export function composeGrid(images: readonly Pixels[], { columns = 8, padding = 2 }: GridOptions = {}): Pixels {
  const [first] = images;
  if (first === undefined) throw new RangeError('a grid needs at least one image');
  const { width, height, channels } = first;
  const across = Math.min(columns, images.length);
  const down = Math.ceil(images.length / across);
  const gridWidth = across * (width + padding) + padding;
  const gridHeight = down * (height + padding) + padding;
  const data = new Uint8Array(gridWidth * gridHeight * channels).fill(BACKGROUND);
  for (const [i, image] of images.entries()) {
    if (image.width !== width || image.height !== height || image.channels !== channels) {
      throw new RangeError('the images of a grid must have one size');
    }
    const left = padding + (i % across) * (width + padding);
    const top = padding + Math.floor(i / across) * (height + padding);
    for (let row = 0; row < height; row++) {
      const source = image.data.subarray(row * width * channels, (row + 1) * width * channels);
      data.set(source, ((top + row) * gridWidth + left) * channels);
    }
  }
  return { data, width: gridWidth, height: gridHeight, channels };
}

/**
 * The images of a batch, as views into it.
 *
 * @param data [count, size, size, channels]
 */
export function imagesFromBatch(data: Uint8Array, count: number, size: number, channels: 1 | 3): Pixels[] {
  const bytes = size * size * channels;
  return Array.from({ length: count }, (_, i) => ({
    data: data.subarray(i * bytes, (i + 1) * bytes),
    width: size,
    height: size,
    channels,
  }));
}
