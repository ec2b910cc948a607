import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';
import type { Parameter } from '../export/parameters.js';
import { elementCount } from '../storage/safetensors-header.js';

/** The tutorial's, of filters and of batch norms' scales. */
const STANDARD_DEVIATION = 0.02;

/**
 * A tensor of a discriminator that has not learned anything, as the tutorial begins: filters N(0, 0.02), scales
 * N(1, 0.02), offsets 0, statistics 0 and 1. By the Box-Muller transform over a Mersenne Twister.
 * @param seed the same seed gives the same numbers
 */
export function initialTensor({ name, shape }: Parameter, seed: number): Float32Array {
  const values = new Float32Array(elementCount(shape));
  if (name.endsWith('.running_var')) return values.fill(1);
  if (!name.endsWith('.weight')) return values;
  const mean = shape.length === 4 ? 0 : 1;
  const generator = mersenne(seed);
  for (let i = 0; i < values.length; i++) {
    // 1 - u is in (0, 1]: its logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(generator)));
    values[i] = mean + STANDARD_DEVIATION * radius * Math.cos(2 * Math.PI * uniformFloat64(generator));
  }
  return values;
}
