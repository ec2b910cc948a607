import { matMul, reshape, transpose } from '../engine/ops/arrays.js';
import { type Tensor, tf } from '../engine/tensorflow.js';

/**
 * Filters or resamples planes along both axes by one matrix: TensorFlow has nothing faster for small images.
 * @param planes [planes, from, from]
 * @param matrix [to, from]
 * @returns [planes, to, to]
 */
export function onBothAxes(planes: Tensor, matrix: readonly number[][]): Tensor {
  const weights = tf.tensor2d(matrix as number[][]);
  return [0, 1].reduce((x) => {
    const [count, rows, columns] = x.shape as [number, number, number];
    const product = matMul(reshape(x, [count * rows, columns]), weights, { transposeB: true });
    return transpose(reshape(product, [count, rows, matrix.length]), [0, 2, 1]);
  }, planes);
}
