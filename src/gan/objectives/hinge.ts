import { tf } from '../../engine/tensorflow.js';
import { bce } from './bce.js';
import type { Objective } from './objective.js';

/**
 * D minimises max(0, 1 − D(x)) + max(0, 1 + D(G(z))), G minimises −D(G(z)): Lim and Ye, "Geometric GAN" (2017). An image
 * that D has on the right side by a margin moves D no further.
 */
export const hinge: Objective = {
  onReal: (logits) => tf.mean(tf.relu(tf.sub(1, logits))),
  onFake: (logits) => tf.mean(tf.relu(tf.add(1, logits))),
  generator: (logits) => tf.neg(tf.mean(logits)),
  // D's threshold is 0 here as well, so its sigmoid is on the scale that charts and docs know.
  reported: bce.reported,
};
