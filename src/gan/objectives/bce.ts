import { type Tensor, tf } from '../../engine/tensorflow.js';
import type { Objective } from './objective.js';

/**
 * Binary cross entropy of sigmoid(logits) against 1 for real and 0 for generated images: PyTorch's BCELoss after a sigmoid.
 * G maximises log D(G(z)): Goodfellow et al., "Generative Adversarial Nets" (2014), section 3.
 */
export const bce: Objective = {
  onReal: negativeLogOfProbability,
  onFake: (logits) => tf.mean(tf.softplus(logits)),
  generator: negativeLogOfProbability,
  reported: (logits) => tf.mean(tf.sigmoid(logits)),
};

/** −log σ(l) = softplus(−l), and −log(1 − σ(l)) = softplus(l): exact where the sigmoid itself would round to 0 or 1. */
function negativeLogOfProbability(logits: Tensor): Tensor {
  return tf.mean(tf.softplus(tf.neg(logits)));
}
