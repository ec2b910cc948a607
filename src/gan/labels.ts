import { type Tensor2D, tf } from '../engine/tensorflow.js';

/** One row for each label, with 1 in its class: [labels, classes]. */
export function oneHot(labels: ArrayLike<number>, classes: number): Tensor2D {
  const rows = new Float32Array(labels.length * classes);
  for (let i = 0; i < labels.length; i++) rows[i * classes + (labels[i] as number)] = 1;
  return tf.tensor2d(rows, [labels.length, classes]);
}
