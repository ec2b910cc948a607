/** Other algorithms for the gradients of the tutorial's strided convolution: kernel 4, stride 2, padding 1. */

import { attribute, runUnaryOutputOp } from '../../backend.js';
import type { Tensor, TensorInfo } from '../../tensorflow.js';
import { depthToSpace, elements, reshape, reverse, slice, transpose } from '../arrays.js';
import type { Geometry, Shape4D } from './geometry.js';

/**
 * The gradient with respect to an input of few channels, such as images, for which TensorFlow's own op is slow. After
 * padding, let each 2×2 block of the input's pixels become one pixel of four times the channels; then the convolution
 * is one of kernel 2 and stride 1, and tap k of the kernel is, along an axis, at block k >> 1 and phase k & 1. So an
 * ordinary convolution gives the four phases of every block as channels, and the blocks are laid out as pixels.
 */
export function inputGradientOfFewChannels(dy: TensorInfo, filter: TensorInfo, { input }: Geometry): Tensor {
  return inputGradientByPhases(dy, phaseKernel(filter), input);
}

/** The filter of that ordinary convolution: [4, 4, in, out] → [2, 2, out, 4 · in]. */
export function phaseKernel(filter: TensorInfo): Tensor {
  const [, , inChannels, outChannels] = filter.shape as [number, number, number, number];
  // [block row, phase row, block column, phase column, in, out] → [blocks, backwards; out; phases, in]
  const taps = reverse(reshape(filter, [2, 2, 2, 2, inChannels, outChannels]), [0, 2]);
  return reshape(transpose(taps, [0, 2, 5, 1, 3, 4]), [2, 2, outChannels, 4 * inChannels]);
}

/**
 * @param kernel what `phaseKernel` gave
 * @param shape of the result, [batch, height, width, in]
 */
export function inputGradientByPhases(dy: TensorInfo, kernel: TensorInfo, shape: Shape4D): Tensor {
  const blocks = convolve(dy, kernel, { padding: 1 });
  return slice(depthToSpace(blocks), [0, 1, 1, 0], shape);
}

/**
 * The gradient with respect to the filter as a convolution itself: what is summed over are the images and their maps'
 * pixels, so images take the place of channels, channels that of images, and the cotangent that of a filter with holes.
 * Good where maps are small and images many.
 */
export function filterGradientByConvolution(x: TensorInfo, dy: TensorInfo): Tensor {
  const gradient = convolve(transpose(x, [3, 1, 2, 0]), transpose(dy, [1, 2, 0, 3]), { padding: 1, dilation: 2 });
  return transpose(gradient, [1, 2, 0, 3]);
}

/** A convolution of stride 1 with as many rows and columns of zeros on each side. */
function convolve(
  x: TensorInfo,
  filter: TensorInfo,
  { padding, dilation = 1 }: { padding: number; dilation?: number },
): Tensor {
  return runUnaryOutputOp(
    'Conv2D',
    [
      elements(x),
      attribute.int('strides', [1, 1, 1, 1]),
      attribute.string('padding', 'EXPLICIT'),
      attribute.int('explicit_paddings', [0, 0, padding, padding, padding, padding, 0, 0]),
      attribute.string('data_format', 'NHWC'),
      attribute.bool('use_cudnn_on_gpu', true),
      attribute.int('dilations', [1, dilation, dilation, 1]),
    ],
    [x, filter],
  );
}
