import { expect, it } from 'vitest';
import { reversedAxes } from '../../src/export/axes.js';
import { fc } from '../support/properties.js';

async function reversed(data: Float32Array, shape: [number, number, number]): Promise<number[]> {
  const slabs: number[] = [];
  for await (const slab of reversedAxes(data, shape)) slabs.push(...slab);
  return slabs;
}

it('turns the axes round', async () => {
  const length = fc.integer({ min: 1, max: 7 });
  await fc.assert(
    fc.asyncProperty(length, length, length, async (a, b, c) => {
      const data = Float32Array.from({ length: a * b * c }, (_, i) => i);
      const result = await reversed(data, [a, b, c]);
      for (let i = 0; i < a; i++) {
        for (let j = 0; j < b; j++) {
          for (let k = 0; k < c; k++) expect(result[(k * b + j) * a + i]).toBe(data[(i * b + j) * c + k]);
        }
      }
    }),
  );
});

it('comes in pieces, so that a large tensor does not hold up everything else', async () => {
  const shape: [number, number, number] = [16, 512, 256];
  const data = Float32Array.from({ length: 16 * 512 * 256 }, (_, i) => i);
  const pieces: Float32Array[] = [];
  for await (const slab of reversedAxes(data, shape)) pieces.push(slab);
  expect(pieces.length).toBeGreaterThan(4);
  const there = new Float32Array(data.length);
  let position = 0;
  for (const piece of pieces) {
    there.set(piece, position);
    position += piece.length;
  }
  const back: Float32Array[] = [];
  for await (const slab of reversedAxes(there, [256, 512, 16])) back.push(slab);
  expect(Buffer.concat(back.map((slab) => Buffer.from(slab.buffer))).equals(Buffer.from(data.buffer))).toBe(true);
});
