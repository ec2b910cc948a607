import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../../engine/tensorflow.js';
import type { LabelEmbedding } from '../../models/layers/label-embedding.js';
import { type LayerOps, labelsOf } from './layer-ops.js';

/** An embedding of a mix of classes is the mix of their embeddings. */
export const labelEmbedding: LayerOps<LabelEmbedding> = {
  forward: (_layer, latents, call) => {
    const [embeddings] = call.weights as [Tensor2D];
    const [batch] = latents.shape;
    const embedded = tf.reshape(tf.matMul(labelsOf(call), embeddings), [batch, 1, 1, -1]) as Tensor4D;
    return tf.concat([latents, embedded], 3);
  },

  /**
   * All that an embedding does is to add, to what the first layer makes of the latents, the products of its class weights
   * with what that layer makes of each embedding. So class weights become further inputs of that layer.
   */
  fold: (_layer, [embeddings], folding) => {
    folding.embeddings = embeddings as Tensor;
  },
};
