import { pointOfDesign } from '../contracts/generation.js';
import type { DesignRequest } from '../contracts/sampler-messages.js';
import { latentsOf } from './points.js';

/** What the generator makes design `index` of a plan from: nz latents, and then the weights of the classes, if any. */
export function inputsOf({ checkpoint, plan, classWeights = [] }: DesignRequest, index: number): Float32Array {
  const { nz } = checkpoint.hyperparameters;
  const inputs = new Float32Array(nz + classWeights.length);
  inputs.set(latentsOf(pointOfDesign(plan, index), nz));
  inputs.set(classWeights, nz);
  return inputs;
}
