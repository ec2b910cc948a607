import { warp } from '../../engine/ops/warp.js';
import { type Tensor1D, tf } from '../../engine/tensorflow.js';
import type { Augmentation } from './augmentation.js';

/** Mirrors each photo with a chance of one half. */
export const flip: Augmentation = {
  of: 'photos',
  numbers: 1,
  apply: (images, random) => {
    const mirrored = tf.cast(tf.less(tf.squeeze(random, [1]), 0.5), 'float32') as Tensor1D;
    const [still, last] = [tf.zerosLike(mirrored), images.shape[2] - 1];
    return warp(images, {
      sx: tf.sub(1, tf.mul(mirrored, 2)),
      dx: tf.mul(mirrored, last),
      sy: tf.onesLike(mirrored),
      dy: still,
    });
  },
};
