import { warp } from '../../engine/ops/warp.js';
import { type Tensor1D, tf } from '../../engine/tensorflow.js';
import type { Augmentation } from './augmentation.js';

/** Of an image's size, as DiffAugment's authors have it. */
const MAX_SHIFT = 0.125;

/**
 * Shifts each image by a whole number of pixels, up or down and across, and fills with 0 (grey).
 *
 * Source: Zhao et al., "Differentiable Augmentation for Data-Efficient GAN Training" (2020).
 */
export const translation: Augmentation = {
  of: 'discriminator',
  numbers: 2,
  apply: (images, random) => {
    const most = Math.round(images.shape[1] * MAX_SHIFT);
    const shifts = tf.sub(tf.floor(tf.mul(random, 2 * most + 1)), most);
    const [dx, dy] = tf.unstack(shifts, 1) as [Tensor1D, Tensor1D];
    const same = tf.onesLike(dx);
    return warp(images, { sx: same, dx, sy: same, dy });
  },
};
