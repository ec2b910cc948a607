/**
 * Other formulations of the tutorial's downsampling convolution (kernel 4, stride 2, padding 1) and its gradients. All
 * rest on one identity: after padding, let each 2×2 block of pixels become one pixel of four times the channels; then
 * it is a convolution of kernel 2 and stride 1. Along one axis, tap k of the kernel is at block k >> 1, phase k & 1.
 */

import { attribute, runUnaryOutputOp } from '../../backend.js';
import type { Tensor, TensorInfo } from '../../tensorflow.js';
import {
  concatenate,
  depthToSpace,
  elements,
  matMul,
  padByOne,
  reshape,
  reverse,
  slice,
  spaceToDepth,
  transpose,
} from '../arrays.js';
import { type Geometry, outputShape } from './geometry.js';

/**
 * The gradient with respect to an input of few channels, such as images, for which TensorFlow's own op is slow: an
 * ordinary convolution gives the four phases of every 2×2 block as channels, and the blocks are laid out as pixels.
 */
export function inputGradientOfFewChannels(dy: TensorInfo, filter: TensorInfo, { input }: Geometry): Tensor {
  const [batch, height, width, channels] = input;
  const outChannels = filter.shape[3] as number;
  // [block row, phase row, block column, phase column, in, out] → [blocks, backwards; out; phases, in]
  const taps = reverse(reshape(filter, [2, 2, 2, 2, channels, outChannels]), [0, 2]);
  const kernel = reshape(transpose(taps, [0, 2, 5, 1, 3, 4]), [2, 2, outChannels, 4 * channels]);
  const blocks = runUnaryOutputOp(
    'Conv2D',
    [
      elements(dy),
      attribute.int('strides', [1, 1, 1, 1]),
      attribute.string('padding', 'EXPLICIT'),
      attribute.int('explicit_paddings', [0, 0, 1, 1, 1, 1, 0, 0]),
      attribute.string('data_format', 'NHWC'),
      attribute.bool('use_cudnn_on_gpu', true),
      attribute.int('dilations', [1, 1, 1, 1]),
    ],
    [dy, kernel],
  );
  return slice(depthToSpace(blocks), [0, 1, 1, 0], [batch, height, width, channels]);
}

/** The gradient with respect to the filter as four products of matrices, one for each block that the kernel covers. */
export function filterGradientByMatMul(x: TensorInfo, dy: TensorInfo, geometry: Geometry): Tensor {
  const [batch, height, width, outChannels] = outputShape(geometry);
  const inChannels = geometry.input[3];
  const blocks = spaceToDepth(padByOne(x));
  const cotangents = reshape(dy, [batch * height * width, outChannels]);
  const gradientAt = (row: number, column: number) => {
    const covered = slice(blocks, [0, row, column, 0], [batch, height, width, 4 * inChannels]);
    return matMul(reshape(covered, [batch * height * width, 4 * inChannels]), cotangents, { transposeA: true });
  };
  const gradients = concatenate([gradientAt(0, 0), gradientAt(0, 1), gradientAt(1, 0), gradientAt(1, 1)]);
  // [block row, block column, phase row, phase column, …] → [block row, phase row, block column, phase column, …]
  const byAxis = transpose(reshape(gradients, [2, 2, 2, 2, inChannels, outChannels]), [0, 2, 1, 3, 4, 5]);
  return reshape(byAxis, geometry.filter);
}
