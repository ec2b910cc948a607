import { matMul, reshape, slice, transpose } from '../../engine/ops/arrays.js';
import { convert } from '../../engine/ops/convert.js';
import { inputGradient } from '../../engine/ops/convolution/direct.js';
import { hasFewChannels } from '../../engine/ops/convolution/geometry.js';
import { inputGradientByPhases, phaseKernel } from '../../engine/ops/convolution/strided.js';
import {
  isForWinograd,
  packTransposedFilter,
  transposedConvolutionBiasRelu,
} from '../../engine/ops/convolution/winograd.js';
import { type Tensor, type Tensor4D, tf } from '../../engine/tensorflow.js';
import type { ConvTranspose2d } from '../../models/layers/conv-transpose2d.js';
import { convolutionType, paddingOf } from './convolution.js';
import { convolutionStage, type FoldableConvolution, type FoldedStage } from './folding.js';
import type { LayerOps } from './layer-ops.js';

export const convTranspose2d: LayerOps<ConvTranspose2d> = {
  forward: (layer, x, { weights: [weight], floatType }) => {
    const type = convolutionType(layer, floatType);
    const { stride, outputSize, outChannels } = layer;
    const outputShape = [x.shape[0], outputSize, outputSize, outChannels] as [number, number, number, number];
    return tf.conv2dTranspose(
      convert(x, type),
      convert(weight as Tensor4D, type),
      outputShape,
      stride,
      paddingOf(layer),
    );
  },

  fold: (layer, [weight], folding) => {
    const { embeddings } = folding;
    folding.embeddings = undefined;
    folding.convolve({
      weight: weight as Tensor,
      channelAxis: 2,
      relu: false,
      prepare: (convolution) =>
        layer.stride === 1 ? firstStage(layer, convolution, embeddings) : stridedStage(layer, convolution),
    });
  },
};

/**
 * The generator's first layer is a product with weights that lie as the product reads them: the other way round,
 * TensorFlow's kernels give other bits for few designs than for many.
 */
function firstStage(
  { inChannels, outChannels, outputSize }: ConvTranspose2d,
  convolution: FoldableConvolution,
  embeddings: Tensor | undefined,
): FoldedStage {
  const rows = transpose(reshape(convolution.weight, [outputSize ** 2 * outChannels, inChannels]), [1, 0]);
  const matrix = embeddings ? foldEmbeddings(rows, embeddings) : rows;
  return convolutionStage(matrix, convolution, (x) => {
    const count = x.shape[0] as number;
    return reshape(matMul(reshape(x, [count, -1]), matrix), [count, outputSize, outputSize, outChannels]);
  });
}

function stridedStage(layer: ConvTranspose2d, convolution: FoldableConvolution): FoldedStage {
  const { stride, outChannels, outputSize } = layer;
  const { weight, bias, relu } = convolution;
  const outputShape = (x: Tensor) => [x.shape[0] as number, outputSize, outputSize, outChannels] as const;
  const filter = weight.shape as [number, number, number, number];
  // A transposed convolution is the gradient of a convolution by its input.
  const geometry = (input: readonly [number, number, number, number]) =>
    ({ input, filter, stride, padding: 'SAME' }) as const;
  const ofOne = geometry([1, outputSize, outputSize, outChannels]);
  if (bias && relu && isForWinograd(ofOne)) {
    const packed = packTransposedFilter(weight);
    return { tensors: [packed, bias], apply: (x) => transposedConvolutionBiasRelu(x, packed, bias) };
  }
  if (hasFewChannels(ofOne)) {
    const kernel = phaseKernel(weight);
    return convolutionStage(kernel, convolution, (x) => inputGradientByPhases(x, kernel, outputShape(x)));
  }
  const copy = tf.clone(weight);
  return convolutionStage(copy, convolution, (x) => inputGradient(x, copy, geometry(outputShape(x))));
}

/** The rows of a matrix that multiply an embedding become one row for each class: [nz + length, n] → [nz + classes, n]. */
function foldEmbeddings(matrix: Tensor, embeddings: Tensor): Tensor {
  const [rows, columns] = matrix.shape as [number, number];
  const latents = rows - (embeddings.shape[1] as number);
  const ofClasses = matMul(embeddings, slice(matrix, [latents, 0], [-1, columns]));
  return tf.concat([slice(matrix, [0, 0], [latents, columns]), ofClasses], 0);
}
