/**
 * The strided convolution and its gradients, of which one is the transposed convolution, by Winograd's minimal filtering, 36
 * products where there are 64: ops of this project (`src/engine/native`) on the CPU, in float32. Half as much again as fast as
 * TensorFlow's for many images, and several times for few.
 */
import { backend, runUnaryOutputOp } from '../../backend.js';
import { type Tensor, type TensorInfo, tf } from '../../tensorflow.js';
import { type Geometry, isStridedConvolution } from './geometry.js';

/** The ops take channels in such multiples. */
const CHANNEL_MULTIPLE = 32;

/** Whether the ops compute a convolution of these sizes: hidden layers of the usual widths. */
export function isForWinograd(geometry: Pick<Geometry, 'input' | 'filter' | 'stride' | 'padding'>): boolean {
  const { input, filter } = geometry;
  const hasTiles = input[1] % 4 === 0 && input[2] % 4 === 0;
  const hasChannels = filter[2] % CHANNEL_MULTIPLE === 0 && filter[3] % CHANNEL_MULTIPLE === 0;
  return !backend.isUsingGpuDevice && isStridedConvolution(geometry as Geometry) && hasTiles && hasChannels;
}

/** [n, h, w, in] → [n, h/2, w/2, out] */
export function forward(x: TensorInfo, filter: TensorInfo): Tensor {
  return tf.tidy(() =>
    runUnaryOutputOp('AtelierStridedConvolution', [], [x, runUnaryOutputOp('AtelierPackStridedFilter', [], [filter])]),
  );
}

/** [n, h/2, w/2, out] → [n, h, w, in] */
export function inputGradient(dy: TensorInfo, filter: TensorInfo): Tensor {
  return tf.tidy(() => runUnaryOutputOp('AtelierTransposedConvolution', [], [dy, packTransposedFilter(filter)]));
}

/** [n, h, w, in], [n, h/2, w/2, out] → [4, 4, in, out] */
export function filterGradient(x: TensorInfo, dy: TensorInfo): Tensor {
  return runUnaryOutputOp('AtelierStridedFilterGradient', [], [x, dy]);
}

/**
 * A filter [4, 4, in, out] as `transposedConvolutionBiasRelu` takes it, which saves packing it each time. How its numbers lie depends on the
 * processor: not to be stored.
 */
export function packTransposedFilter(filter: TensorInfo): Tensor {
  return runUnaryOutputOp('AtelierPackTransposedFilter', [], [filter]);
}

/** max(0, y + bias) of what `inputGradient` gives as y. */
export function transposedConvolutionBiasRelu(dy: TensorInfo, packed: TensorInfo, bias: TensorInfo): Tensor {
  return runUnaryOutputOp('AtelierTransposedConvolutionBiasRelu', [], [dy, packed, bias]);
}
