import type { Hyperparameters } from '../contracts/hyperparameters.js';
import type { BatchPart } from '../datasets/batch-reader.js';
import { imagesFromBytes } from '../engine/pixels.js';
import { statelessNormal } from '../engine/random.js';
import { type Tensor2D, type Tensor4D, tf } from '../engine/tensorflow.js';
import type { NetworkShape } from '../models/networks.js';
import { Augmenter } from './augmentations/augmenter.js';
import { oneHot } from './labels.js';

/** What a training step learns from; the caller disposes of the tensors. */
export interface StepInputs {
  /** [images, imageSize, imageSize, nc] in [-1, 1] */
  readonly real: Tensor4D;
  /** [images, 1, 1, nz] */
  readonly noise: Tensor4D;
  /** Of conditional networks: the classes of the real images, and those to generate. [images, classes] */
  readonly labels?: Tensor2D | undefined;
  /** What is done to images before D sees them; nothing, if it is left out. */
  readonly augmenter?: Augmenter | undefined;
}

/**
 * The images and the noise of a part of a batch. Noise is drawn for the whole batch, so that each image of a run has
 * the same noise however many replicas there are.
 *
 * What is generated has the classes of the batch's real images: so they are distributed as the dataset's, depend on
 * nothing but the seed and the step, and D sees as many real as generated images of each class.
 * @param step from 0, over the whole run
 */
export function stepInputs(part: BatchPart, step: number, run: Hyperparameters & NetworkShape): StepInputs {
  const { bytes, labels, start, end, batch } = part;
  const { imageSize, nc, nz, manualSeed, classes = 0 } = run;
  const images = end - start;
  const augmenter = Augmenter.draw(run, part, step);
  return {
    real: tf.tidy(() => augmenter.photos(imagesFromBytes(bytes, [images, imageSize, imageSize, nc]))),
    noise: tf.tidy(() => {
      const all = statelessNormal([batch, 1, 1, nz], { seed: manualSeed, stream: 'noise', index: step });
      return tf.slice(all as Tensor4D, [start, 0, 0, 0], [images, 1, 1, nz]);
    }),
    labels: classes > 0 ? oneHot(labels, classes) : undefined,
    augmenter,
  };
}

export function disposeInputs({ real, noise, labels, augmenter }: StepInputs): void {
  tf.dispose([real, noise]);
  labels?.dispose();
  augmenter?.dispose();
}
