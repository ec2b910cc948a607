import { type Tensor, tf } from '../engine/tensorflow.js';

/** The discriminator's targets. */
export const REAL = 1;
export const FAKE = 0;

/**
 * Binary cross entropy of sigmoid(logits) against one target for all, averaged: PyTorch's BCELoss after a sigmoid.
 * −log σ(l) = softplus(−l) and −log(1 − σ(l)) = softplus(l): exact where the sigmoid itself would round to 0 or 1.
 * @returns a scalar
 */
export function binaryCrossEntropy(logits: Tensor, target: typeof REAL | typeof FAKE): Tensor {
  return tf.mean(tf.softplus(target === REAL ? tf.neg(logits) : logits));
}

/** The mean of D's answers as probabilities: D(x) on real images, D(G(z)) on generated ones. A scalar. */
export function meanProbability(logits: Tensor): Tensor {
  return tf.mean(tf.sigmoid(logits));
}
