import type { Size } from './tutorial-size.js';

/** Interleaved RGB, `width × height × 3`. */
interface RgbPixels extends Size {
  readonly data: Uint8Array;
}

/** Two neighbouring source positions and how much the second one counts. */
interface Tap {
  readonly first: number;
  readonly second: number;
  readonly weight: number;
}

/**
 * Bilinear enlargement with PIL's pixel centres and rounding, of which only a square crop is computed.
 *
 * @param resized the size of the whole enlarged image
 * @returns the crop, [size, size, 3]
 */
export function enlarge(
  source: RgbPixels,
  resized: Size,
  crop: { readonly left: number; readonly top: number; readonly size: number },
): Uint8Array {
  const { size } = crop;
  const columns = taps(source.width, resized.width, crop.left, size);
  const rows = taps(source.height, resized.height, crop.top, size);
  const result = new Uint8Array(size * size * 3);
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      for (let channel = 0; channel < 3; channel++) {
        const above = blend(source, row.first, column, channel);
        const below = blend(source, row.second, column, channel);
        result[at++] = Math.round(above + (below - above) * row.weight);
      }
    }
  }
  return result;
}

function taps(from: number, to: number, offset: number, count: number): Tap[] {
  return Array.from({ length: count }, (_, i) => {
    const centre = ((offset + i + 0.5) * from) / to - 0.5;
    const first = Math.floor(centre);
    return { first: Math.max(first, 0), second: Math.min(first + 1, from - 1), weight: centre - first };
  });
}

/** PIL rounds after its horizontal pass too. */
function blend({ data, width }: RgbPixels, row: number, column: Tap, channel: number): number {
  const first = data[(row * width + column.first) * 3 + channel] as number;
  const second = data[(row * width + column.second) * 3 + channel] as number;
  return Math.round(first + (second - first) * column.weight);
}
