import { BATCH_NORM, type ConvolutionLayer } from '../contracts/networks.js';
import { activation, biasAdd, matMul, reshape, slice, transpose } from '../engine/ops/arrays.js';
import { inputGradient } from '../engine/ops/convolution/direct.js';
import { hasFewChannels } from '../engine/ops/convolution/geometry.js';
import { inputGradientByPhases, phaseKernel } from '../engine/ops/convolution/strided.js';
import {
  isForWinograd,
  packTransposedFilter,
  transposedConvolutionBiasRelu,
} from '../engine/ops/convolution/winograd.js';
import { type Tensor, type Tensor4D, tf } from '../engine/tensorflow.js';
import type { Network } from './network.js';

/** At most: 36 numbers stand for the 16 taps that a packed filter has between two channels. */
export const FOLDED_BYTES_PER_PARAMETER = (Float32Array.BYTES_PER_ELEMENT * 36) / 16;

type Convolution = ReturnType<Network['convolutions']>[number];

interface FoldedLayer {
  /** Its numbers, laid out for it once and for all. */
  readonly tensors: readonly Tensor[];
  readonly apply: (x: Tensor) => Tensor;
}

/**
 * A generator as it makes designs: in evaluation mode, with every batch norm folded into the convolution before it. For
 * given statistics, batch norm is a·y + b with a = γ / √(σ² + ε) and b = β − a·μ, so a scales the weights and b is a
 * bias. No gradient is ever taken of it, so TensorFlow's ops are called directly: for a single design, tfjs's own part in a
 * differentiable op would count.
 *
 * A label's embedding is folded too: all that it does is to add, to what the first layer makes of the latents, the
 * products of its class weights with what that layer makes of each embedding. So class weights are further inputs.
 */
export class FoldedGenerator {
  readonly #layers: readonly FoldedLayer[];

  /** @param generator may be changed or disposed afterwards: its weights are copied */
  constructor(generator: Network) {
    const layers: FoldedLayer[] = [];
    tf.tidy(() => {
      const embeddings = generator.embeddings();
      layers.push(...generator.convolutions().map((convolution) => fold(convolution, embeddings)));
      for (const tensor of layers.flatMap(({ tensors }) => tensors)) tf.keep(tensor);
    });
    this.#layers = layers;
  }

  /**
   * @param inputs [count, 1, 1, nz] latents; of a conditional generator [count, 1, 1, nz + classes], latents and then the
   * weights of the classes
   * @returns images [count, imageSize, imageSize, nc] in [-1, 1]
   */
  generate(inputs: Tensor4D): Tensor4D {
    return tf.tidy(() => {
      const images = this.#layers.reduce((x: Tensor, { apply }) => apply(x), inputs);
      return activation('Tanh', images) as Tensor4D;
    });
  }

  dispose(): void {
    for (const { tensors } of this.#layers) tf.dispose([...tensors]);
  }
}

/** @param embeddings of a conditional generator */
function fold({ layer, weight, batchNorm }: Convolution, embeddings: Tensor | undefined): FoldedLayer {
  if (!batchNorm) return prepare(layer, weight, undefined, embeddings);
  const { scale, offset, mean, variance } = batchNorm;
  const factor = tf.div(scale, tf.sqrt(tf.add(variance, BATCH_NORM.epsilon)));
  const scaled = tf.mul(weight, reshape(factor, [layer.outChannels, 1]));
  return prepare(layer, scaled, tf.sub(offset, tf.mul(factor, mean)), embeddings);
}

/**
 * A layer with its weight [4, 4, out, in] laid out as its op wants it.
 *
 * The first layer is a product with weights that lie as the product reads them: the other way round, TensorFlow's
 * kernels give other bits for few designs than for many.
 *
 * @param bias [out], or none where no batch norm followed
 */
function prepare(
  layer: ConvolutionLayer,
  weight: Tensor,
  bias: Tensor | undefined,
  embeddings: Tensor | undefined,
): FoldedLayer {
  const { stride, inChannels, outChannels, outputSize } = layer;
  const outputShape = (count: number) => [count, outputSize, outputSize, outChannels] as const;
  const countOf = (x: Tensor) => x.shape[0] as number;
  if (stride === 1) {
    const rows = transpose(reshape(weight, [outputSize ** 2 * outChannels, inChannels]), [1, 0]);
    const matrix = embeddings ? foldEmbeddings(rows, embeddings) : rows;
    return thenRelu(matrix, bias, (x) =>
      reshape(matMul(reshape(x, [countOf(x), -1]), matrix), outputShape(countOf(x))),
    );
  }
  const filter = weight.shape as [number, number, number, number];
  const geometry = (count: number) => ({ input: outputShape(count), filter, stride, padding: 'SAME' }) as const;
  if (bias && isForWinograd(geometry(1))) {
    const packed = packTransposedFilter(weight);
    return { tensors: [packed, bias], apply: (x) => transposedConvolutionBiasRelu(x, packed, bias) };
  }
  if (hasFewChannels(geometry(1))) {
    const kernel = phaseKernel(weight);
    return thenRelu(kernel, bias, (x) => inputGradientByPhases(x, kernel, outputShape(countOf(x))));
  }
  const copy = tf.clone(weight);
  return thenRelu(copy, bias, (x) => inputGradient(x, copy, geometry(countOf(x))));
}

/** A layer that adds a bias and has a ReLU, where there is a bias. */
function thenRelu(weight: Tensor, bias: Tensor | undefined, convolve: (x: Tensor) => Tensor): FoldedLayer {
  if (!bias) return { tensors: [weight], apply: convolve };
  return { tensors: [weight, bias], apply: (x) => activation('Relu', biasAdd(convolve(x), bias)) };
}

/** The rows of a matrix that multiply an embedding become one row for each class: [nz + length, n] → [nz + classes, n]. */
function foldEmbeddings(matrix: Tensor, embeddings: Tensor): Tensor {
  const [rows, columns] = matrix.shape as [number, number];
  const latents = rows - (embeddings.shape[1] as number);
  const ofClasses = matMul(embeddings, slice(matrix, [latents, 0], [-1, columns]));
  return tf.concat([slice(matrix, [0, 0], [latents, columns]), ofClasses], 0);
}
