import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';
import type { Parameter } from '../models/parameter.js';
import { elementCount } from '../storage/safetensors-header.js';

/**
 * A tensor of a discriminator that has not learned anything, as training would start it. Normal draws are made by the
 * Box-Muller transform over a Mersenne Twister.
 * @param seed the same seed gives the same numbers
 */
export function initialTensor({ shape, initial }: Pick<Parameter, 'shape' | 'initial'>, seed: number): Float32Array {
  const values = new Float32Array(elementCount(shape));
  if ('constant' in initial) return values.fill(initial.constant);
  const { mean, deviation } = initial;
  const generator = mersenne(seed);
  for (let i = 0; i < values.length; i++) {
    // 1 - u is in (0, 1]: its logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(generator)));
    values[i] = mean + deviation * radius * Math.cos(2 * Math.PI * uniformFloat64(generator));
  }
  return values;
}
