import { describe, expect, it } from 'vitest';
import { type Tensor4D, tf } from '../../src/engine/tensorflow.js';
import { BatchedGenerator } from '../../src/sampling/batched-generator.js';
import { latentVector } from '../../src/sampling/latents.js';

const sizes = { imageSize: 2, nc: 1, ndf: 1 };

/** Designs of 2×2 from latents of 4, and the sizes of the batches they were made in. */
function generatorWith(generate: (latents: Tensor4D) => Tensor4D) {
  const batches: number[] = [];
  const generator = {
    generate: (latents: Tensor4D) => {
      batches.push(latents.shape[0]);
      return tf.tidy(() => generate(latents).tanh().reshape([-1, 2, 2, 1]) as Tensor4D);
    },
    dispose: () => {},
  };
  return { generator, batches };
}

const latents = Array.from({ length: 70 }, (_, seed) => latentVector(seed, 4));

describe('designs in batches', () => {
  it('fill the largest batches that there are', () => {
    const { generator, batches } = generatorWith((values) => values);
    const batched = new BatchedGenerator(generator, { ...sizes, nz: 4, ngf: 1 });
    const inBatches = (count: number) => {
      batches.length = 0;
      batched.generate(latents.slice(0, count));
      return [...batches];
    };
    expect([1, 3, 5, 9, 48, 70].map(inBatches)).toEqual([[1], [3], [5], [8, 1], [48], [64, 6]]);
  });

  it('never come in a batch size that changes a bit of them', () => {
    // Bits of its own for batches of 64 and 24, as a kernel has that adds up in another order.
    const { generator, batches } = generatorWith((values) =>
      values.mul([64, 24].includes(values.shape[0]) ? 1.001 : 1),
    );
    const batched = new BatchedGenerator(generator, { ...sizes, nz: 4, ngf: 2 });
    batches.length = 0;
    const together = batched.generate(latents);
    expect(batches).toEqual([48, 20, 2]);
    const alone = latents.map((vector) => batched.generate([vector]));
    expect(Buffer.concat(alone).equals(together)).toBe(true);
  });
});
