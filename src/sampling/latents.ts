import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';

/**
 * The latent vector of a seed: nz independent N(0, 1) values by the Box-Muller transform over a Mersenne Twister.
 * It depends on nothing else, so a design is the same alone, in any batch and on any worker.
 *
 * Truncation is that of BigGAN (Brock, Donahue, Simonyan, "Large Scale GAN Training for High Fidelity Natural Image
 * Synthesis", 2019): values further from 0 are drawn again.
 *
 * @param seed a uint32
 * @param truncation no value is further from 0
 */
export function latentVector(seed: number, nz: number, truncation = Number.POSITIVE_INFINITY): Float32Array {
  const values = new Float32Array(nz);
  const normals = normalNumbers(seed);
  for (let i = 0; i < nz; i++) {
    let value: number;
    do value = normals();
    while (Math.abs(value) > truncation);
    values[i] = value;
  }
  return values;
}

/** Draws N(0, 1) values one by one: each pair of uniform numbers gives two. */
function normalNumbers(seed: number): () => number {
  const generator = mersenne(seed);
  let second: number | undefined;
  return () => {
    if (second !== undefined) {
      const value = second;
      second = undefined;
      return value;
    }
    // 1 - u is in (0, 1]: its logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(generator)));
    const angle = 2 * Math.PI * uniformFloat64(generator);
    second = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
