/** Height and width of a descriptor's neighbourhood, in pixels. */
export const NEIGHBOURHOOD = 7;

/** Where a descriptor is cut out: the image, and the row and column of its first pixel. */
export interface Place {
  readonly image: number;
  readonly row: number;
  readonly column: number;
}

/**
 * Descriptors of one level: the pixels of small neighbourhoods, each channel normalised over all of them to mean 0 and
 * deviation 1. A channel that is the same everywhere is all 0.
 * @param level [images, channels, size, size]
 * @returns [places, channels × 7 × 7]
 */
export function descriptors(
  level: Float32Array,
  { size, channels }: { readonly size: number; readonly channels: number },
  places: readonly Place[],
): Float32Array {
  const pixels = NEIGHBOURHOOD ** 2;
  const found = new Float32Array(places.length * channels * pixels);
  let to = 0;
  for (const { image, row, column } of places) {
    for (let channel = 0; channel < channels; channel++) {
      const plane = (image * channels + channel) * size;
      for (let line = 0; line < NEIGHBOURHOOD; line++) {
        const from = (plane + row + line) * size + column;
        for (let i = 0; i < NEIGHBOURHOOD; i++) found[to++] = level[from + i] as number;
      }
    }
  }
  for (let channel = 0; channel < channels; channel++) normalise(found, channel * pixels, channels * pixels);
  return found;
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
