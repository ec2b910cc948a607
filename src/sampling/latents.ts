import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';

/**
 * The latent vector of a seed: nz independent N(0, 1) values by the Box-Muller transform over a Mersenne Twister.
 * It depends on nothing else, so a design is the same alone, in any batch and on any worker.
 * @param seed a uint32
 */
export function latentVector(seed: number, nz: number): Float32Array {
  const generator = mersenne(seed);
  const values = new Float32Array(nz);
  for (let i = 0; i < nz; i += 2) {
    // 1 - u is in (0, 1]: its logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(generator)));
    const angle = 2 * Math.PI * uniformFloat64(generator);
    values[i] = radius * Math.cos(angle);
    if (i + 1 < nz) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}
