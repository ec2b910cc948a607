import { setImmediate } from 'node:timers/promises';

/** Numbers that are put in order before others have their turn on the event loop: about a millisecond. */
const SLAB = 2 ** 18;

/**
 * Turns the axes round: [a, b, c] becomes [c, b, a], in pieces.
 *
 * It is how filters go between layouts. TensorFlow's [4, 4, in, out] is PyTorch's [out, in, 4, 4], and for transposed
 * convolutions [4, 4, out, in] is [in, out, 4, 4]: with the two axes of the kernel taken as one, one rule both ways.
 */
export async function* reversedAxes(
  data: Float32Array,
  [a, b, c]: readonly [number, number, number],
): AsyncGenerator<Float32Array> {
  const rows = b * c;
  const rowsAtOnce = Math.max(1, Math.floor(SLAB / a));
  for (let start = 0; start < rows; start += rowsAtOnce) {
    if (start > 0) await setImmediate();
    const count = Math.min(rowsAtOnce, rows - start);
    const slab = new Float32Array(count * a);
    let next = 0;
    for (let row = start; row < start + count; row++) {
      const source = (row % b) * c + Math.floor(row / b);
      for (let i = 0; i < a; i++) slab[next++] = data[i * rows + source] as number;
    }
    yield slab;
  }
}

/** The same numbers as bytes, without a copy. */
export function bytesOf(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
