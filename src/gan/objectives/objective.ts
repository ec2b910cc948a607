import type { Tensor } from '../../engine/tensorflow.js';

/** What D and G minimise, and what of D's output a step reports. `logits` are [images, 1, 1, 1]; each result is a scalar. */
export interface Objective {
  /** D's loss on real images, and on generated ones; it minimises their sum. A mean over the images. */
  readonly onReal: (logits: Tensor) => Tensor;
  readonly onFake: (logits: Tensor) => Tensor;
  /** G's loss on generated images. A mean over the images. */
  readonly generator: (logits: Tensor) => Tensor;
  /**
   * What is reported as D(x) and D(G(z)): a mean over the images, from 0 (generated) to 1 (real). Where D's output is no
   * probability, what is nearest to one, so that charts of all objectives have one scale.
   */
  readonly reported: (logits: Tensor) => Tensor;
}
