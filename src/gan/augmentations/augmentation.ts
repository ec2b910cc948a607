import type { Tensor2D, Tensor4D } from '../../engine/tensorflow.js';

/** What is done to images before D sees them. */
export interface Augmentation {
  /**
   * `photos`: variants that the dataset could have had as well; G learns to make them too. `discriminator`: all that D sees,
   * photos and generated images, in D's step and in G's, so that G does not learn to make them.
   */
  readonly of: 'photos' | 'discriminator';
  /** How many random numbers an image needs. */
  readonly numbers: number;
  /**
   * Differentiable by the images.
   * @param images [images, size, size, channels], float32 in [-1, 1]
   * @param random independent numbers from 0 up to but not including 1, [images, numbers]
   */
  readonly apply: (images: Tensor4D, random: Tensor2D) => Tensor4D;
}
