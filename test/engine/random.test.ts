import { expect, it } from 'vitest';
import { type RandomStream, statelessNormal } from '../../src/engine/random.js';
import { tf } from '../../src/engine/tensorflow.js';

function draw(shape: number[], seed: number, stream: RandomStream = 'noise', index = 0): Float32Array {
  const tensor = statelessNormal(shape, { seed, stream, index });
  const values = Float32Array.from(tensor.dataSync());
  expect(tensor.shape).toEqual(shape);
  tensor.dispose();
  return values;
}

it('draws the same bytes from the same seed, stream and index', () => {
  expect(draw([16, 1, 1, 100], 999)).toEqual(draw([16, 1, 1, 100], 999));
});

it('draws the same bytes whatever was drawn before', () => {
  const first = draw([50], 7, 'noise', 3);
  draw([1000], 7, 'noise', 2);
  draw([1000], 8, 'weights', 3);
  expect(draw([50], 7, 'noise', 3)).toEqual(first);
});

it.each<[string, Float32Array]>([
  ['seed', draw([100], 1000)],
  ['stream', draw([100], 999, 'fixedNoise')],
  ['index', draw([100], 999, 'noise', 1)],
])('shares no number with another %s', (_, other) => {
  const numbers = new Set(draw([100], 999));
  expect(other.filter((value) => numbers.has(value))).toHaveLength(0);
});

it.each([-(2 ** 31), -1, 0, 2 ** 31 - 1])('takes any int32 as a seed: %d', (seed) => {
  expect(draw([10], seed).every(Number.isFinite)).toBe(true);
  expect(draw([10], seed)).not.toEqual(draw([10], seed ^ 1));
});

it('keeps streams apart up to the last step they have room for', () => {
  const steps = [...Array.from({ length: 26 }, (_, power) => 2 ** power), 2 ** 26 - 1];
  for (const [stream, next] of [
    ['weights', 'fixedNoise'],
    ['fixedNoise', 'noise'],
  ] as const) {
    const start = draw([10], 1, next, 0);
    for (const step of steps) expect(draw([10], 1, stream, step), `${stream} ${step}`).not.toEqual(start);
  }
});

it('is normal: mean 0, deviation 1, and no neighbour correlation', () => {
  const values = draw([100_000], 42);
  // Four standard errors of each figure.
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(values.length));
  const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
  expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / values.length));
  const fourth = values.reduce((sum, value) => sum + value ** 4, 0) / values.length;
  expect(Math.abs(fourth - 3)).toBeLessThan(4 * Math.sqrt(96 / values.length));
  const neighbours = values.reduce((sum, value, i) => sum + value * (values[i + 1] ?? 0), 0) / values.length;
  expect(Math.abs(neighbours)).toBeLessThan(4 / Math.sqrt(values.length));
});

it('leaves one tensor: the draw', () => {
  const before = tf.memory().numTensors;
  const tensor = statelessNormal([10], { seed: 1, stream: 'noise', index: 0 });
  expect(tf.memory().numTensors).toBe(before + 1);
  tensor.dispose();
});
