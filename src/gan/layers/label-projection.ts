import { type Tensor4D, tf } from '../../engine/tensorflow.js';
import type { LabelProjection } from '../../models/layers/label-projection.js';
import { type LayerOps, labelsOf } from './layer-ops.js';

/** Scores of the image and of each class, [batch, 1, 1, 1 + classes] → that of the image and of its class, added. */
export const labelProjection: LayerOps<LabelProjection> = {
  forward: (_layer, scores, call) => {
    const [batch, , , channels] = scores.shape;
    const counted = tf.concat([tf.ones([batch, 1]), labelsOf(call)], 1);
    return tf.sum(tf.mul(scores, tf.reshape(counted, [batch, 1, 1, channels])), 3, true) as Tensor4D;
  },
};
