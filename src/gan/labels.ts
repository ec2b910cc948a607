import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../engine/tensorflow.js';

/** One row for each label, with 1 in its class: [labels, classes]. */
export function oneHot(labels: ArrayLike<number>, classes: number): Tensor2D {
  const rows = new Float32Array(labels.length * classes);
  for (let i = 0; i < labels.length; i++) rows[i * classes + (labels[i] as number)] = 1;
  return tf.tensor2d(rows, [labels.length, classes]);
}

/**
 * Appends to each latent vector what stands for its label. An embedding of a mix is the mix of the embeddings.
 * @param latents [batch, 1, 1, nz]
 * @param labels a row of class weights for each: [batch, classes]
 * @param embeddings [classes, length]
 * @returns [batch, 1, 1, nz + length]
 */
export function appendEmbedding(latents: Tensor4D, labels: Tensor2D, embeddings: Tensor): Tensor4D {
  const [batch] = latents.shape;
  const embedded = tf.reshape(tf.matMul(labels, embeddings as Tensor2D), [batch, 1, 1, -1]) as Tensor4D;
  return tf.concat([latents, embedded], 3);
}

/**
 * The score of each image as one of its class: its score as an image, and what the filter of its class adds.
 * @param scores of the image and of each class: [batch, 1, 1, 1 + classes]
 * @param labels [batch, classes]
 * @returns [batch, 1, 1, 1]
 */
export function projectOnLabels(scores: Tensor4D, labels: Tensor2D): Tensor4D {
  const [batch, , , channels] = scores.shape;
  const counted = tf.concat([tf.ones([batch, 1]), labels], 1);
  return tf.sum(tf.mul(scores, tf.reshape(counted, [batch, 1, 1, channels])), 3, true) as Tensor4D;
}
