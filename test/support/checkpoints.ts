import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import type { RunPosition, Snapshot } from '../../src/gan/checkpoint.js';
import { encodeSafetensors } from '../../src/storage/safetensors.js';

export const JOB = 'job_01J00000000000000000000000';

/** A state of two small tensors, all of one value. */
export function snapshotOf(value: number): Snapshot {
  return {
    weights: encodeSafetensors([
      { name: 'generator.weight', shape: [4, 8], data: new Float32Array(32).fill(value) },
      { name: 'discriminator.weight', shape: [16], data: new Float32Array(16).fill(-value) },
    ]),
    optimizerSteps: { generator: value, discriminator: value },
  };
}

export function positionAt(step: number): RunPosition {
  return { job: JOB, dataset: 'ds_test', hyperparameters: hyperparametersSchema.parse({}), epoch: 1, step };
}
