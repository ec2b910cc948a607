/** Height and width of a descriptor's neighbourhood, in pixels. */
export const NEIGHBOURHOOD = 7;

/** Where a descriptor is cut out: the image, and the row and column of its first pixel. */
export interface Place {
  readonly image: number;
  readonly row: number;
  readonly column: number;
}

/** Some images on one level of their pyramids. */
export interface Level {
  /** [images, channels, size, size] */
  readonly pixels: Float32Array;
  readonly size: number;
  readonly channels: number;
  /** The number of the first of these images. */
  readonly first: number;
  readonly images: number;
}

/**
 * Cuts out the neighbourhoods of those places that lie in the given images.
 * @param into one descriptor after the other, [places, channels × 7 × 7]
 */
export function cutOut({ pixels, size, channels, first, images }: Level, places: readonly Place[], into: Float32Array) {
  const length = channels * NEIGHBOURHOOD ** 2;
  for (const [i, { image, row, column }] of places.entries()) {
    if (image < first || image >= first + images) continue;
    let to = i * length;
    for (let channel = 0; channel < channels; channel++) {
      const plane = ((image - first) * channels + channel) * size;
      for (let line = 0; line < NEIGHBOURHOOD; line++) {
        const from = (plane + row + line) * size + column;
        for (let pixel = 0; pixel < NEIGHBOURHOOD; pixel++) into[to++] = pixels[from + pixel] as number;
      }
    }
  }
}

/**
 * Normalises each channel over all descriptors to mean 0 and deviation 1. A channel that is the same everywhere becomes 0.
 * @param found [places, channels × 7 × 7]
 */
export function normaliseChannels(found: Float32Array, channels: number): void {
  const pixels = NEIGHBOURHOOD ** 2;
  for (let channel = 0; channel < channels; channel++) normalise(found, channel * pixels, channels * pixels);
}

/** @param first of the channel's pixels in each descriptor, which has `length` numbers */
function normalise(found: Float32Array, first: number, length: number): void {
  const pixels = NEIGHBOURHOOD ** 2;
  const count = (found.length / length) * pixels;
  let [sum, squares] = [0, 0];
  for (let start = first; start < found.length; start += length) {
    for (let i = start; i < start + pixels; i++) sum += found[i] as number;
  }
  const mean = sum / count;
  for (let start = first; start < found.length; start += length) {
    for (let i = start; i < start + pixels; i++) squares += ((found[i] as number) - mean) ** 2;
  }
  const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares / count);
  for (let start = first; start < found.length; start += length) {
    for (let i = start; i < start + pixels; i++) found[i] = ((found[i] as number) - mean) * scale;
  }
}
