import type { Hyperparameters } from '../contracts/hyperparameters.js';
import type { BatchPart } from '../datasets/batch-reader.js';
import { imagesFromBytes } from '../engine/pixels.js';
import { statelessNormal } from '../engine/random.js';
import { type Tensor4D, tf } from '../engine/tensorflow.js';

/** What a training step learns from; the caller disposes of the tensors. */
export interface StepInputs {
  /** [images, imageSize, imageSize, nc] in [-1, 1] */
  readonly real: Tensor4D;
  /** [images, 1, 1, nz] */
  readonly noise: Tensor4D;
}

/**
 * The images and the noise of a part of a batch. Noise is drawn for the whole batch, so that each image of a run has
 * the same noise however many replicas there are.
 * @param step from 0, over the whole run
 */
export function stepInputs({ bytes, start, end, batch }: BatchPart, step: number, run: Hyperparameters): StepInputs {
  const { imageSize, nc, nz, manualSeed } = run;
  const images = end - start;
  return {
    real: imagesFromBytes(bytes, [images, imageSize, imageSize, nc]),
    noise: tf.tidy(() => {
      const all = statelessNormal([batch, 1, 1, nz], { seed: manualSeed, stream: 'noise', index: step });
      return tf.slice(all as Tensor4D, [start, 0, 0, 0], [images, 1, 1, nz]);
    }),
  };
}
