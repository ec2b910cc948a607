/** Arrays of floats: made from a label, compared, and differentiated by finite differences. */

export type Floats = Float32Array | Float64Array | readonly number[];

/** How far an array lies from another, in the terms of the fixtures' `float32Noise`. */
export interface Difference {
  /** The largest difference of an element. */
  readonly maxAbs: number;
  /** The same over the largest element expected. */
  readonly maxRelative: number;
  /** The norm of the difference over the norm expected. */
  readonly l2Relative: number;
}

/** NaN anywhere makes the figures NaN, which no `toBeLessThan` accepts. */
export function difference(actual: Floats, expected: Floats): Difference {
  if (actual.length !== expected.length) throw new Error(`${actual.length} numbers, but ${expected.length} expected`);
  let maxAbs = 0;
  let largest = 0;
  let squares = 0;
  let expectedSquares = 0;
  for (let i = 0; i < expected.length; i++) {
    const wanted = expected[i] as number;
    const error = (actual[i] as number) - wanted;
    maxAbs = Math.max(maxAbs, Math.abs(error));
    largest = Math.max(largest, Math.abs(wanted));
    squares += error ** 2;
    expectedSquares += wanted ** 2;
  }
  return {
    maxAbs,
    maxRelative: maxAbs === 0 ? 0 : maxAbs / largest,
    l2Relative: squares === 0 ? 0 : Math.sqrt(squares / expectedSquares),
  };
}

/** The standard deviation: how much there is to be compared. */
export function spread(values: Floats): number {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value ** 2;
  }
  return Math.sqrt(squares / values.length - (sum / values.length) ** 2);
}

/**
 * Uniform numbers in `offset` ± `halfWidth` that depend on the label alone: the formula of test/fixtures/README.md,
 * mulberry32 seeded with the label's FNV-1a hash.
 */
export function formula(label: string, count: number, offset = 0, halfWidth = 1): Float64Array {
  let state = 2166136261;
  for (const byte of Buffer.from(label, 'ascii')) state = Math.imul(state ^ byte, 16777619);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    values[i] = offset + (((t ^ (t >>> 14)) >>> 0) / 2 ** 32 - 0.5) * 2 * halfWidth;
  }
  return values;
}

/** The gradient of `f` at `x` by central differences. */
export function centralDifferences(f: (x: Float32Array) => number, x: Float32Array, step: number): Float64Array {
  return Float64Array.from(x, (value, i) => {
    const above = Float32Array.from(x);
    const below = Float32Array.from(x);
    above[i] = value + step;
    below[i] = value - step;
    return (f(above) - f(below)) / ((above[i] as number) - (below[i] as number));
  });
}

/** The sum of products, in float64. */
export function dot(a: Floats, b: Floats): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
