/**
 * Convolutions whose filter covers the whole input are products of matrices: the generator's first layer and the
 * discriminator's last. As convolutions they take about five times as long.
 */
import type { Tensor, TensorInfo } from '../../tensorflow.js';
import { matMul, reshape } from '../arrays.js';
import { type Geometry, outputShape, product } from './geometry.js';

/** [batch, everything that one image has] */
function rows(x: TensorInfo): Tensor {
  const [batch, ...rest] = x.shape;
  return reshape(x, [batch as number, product(rest)]);
}

/** [everything that one filter has, channels out] */
function filterMatrix(filter: TensorInfo): Tensor {
  return reshape(filter, [product(filter.shape.slice(0, 3)), filter.shape[3] as number]);
}

export function forward(x: TensorInfo, filter: TensorInfo, geometry: Geometry): Tensor {
  return reshape(matMul(rows(x), filterMatrix(filter)), outputShape(geometry));
}

export function inputGradient(dy: TensorInfo, filter: TensorInfo, { input }: Geometry): Tensor {
  return reshape(matMul(rows(dy), filterMatrix(filter), { transposeB: true }), input);
}

export function filterGradient(x: TensorInfo, dy: TensorInfo, { filter }: Geometry): Tensor {
  return reshape(matMul(rows(x), rows(dy), { transposeA: true }), filter);
}
