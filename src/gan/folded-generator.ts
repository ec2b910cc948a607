import { BATCH_NORM, type ConvolutionLayer } from '../contracts/networks.js';
import { activation, biasAdd, matMul, reshape, slice, transpose } from '../engine/ops/arrays.js';
import { inputGradient } from '../engine/ops/convolution/direct.js';
import { hasFewChannels } from '../engine/ops/convolution/geometry.js';
import { inputGradientByPhases, phaseKernel } from '../engine/ops/convolution/halving.js';
import { type Tensor, type Tensor4D, tf } from '../engine/tensorflow.js';
import type { Network } from './network.js';

type Convolution = ReturnType<Network['convolutions']>[number];

/**
 * To make maps of this size takes a single design as long as reading the weights, so they are laid out for the kernel
 * beforehand. Many designs pay for it with half as much again to compute: larger maps would cost them more than they gain one.
 */
const SMALL_MAP = 8;

interface FoldedLayer {
  readonly layer: ConvolutionLayer;
  /** As the layer's place wants it: see `prepare`. */
  readonly weight: Tensor;
  /** [out], or none where no batch norm followed. */
  readonly bias: Tensor | undefined;
  /** The convolution without its bias. */
  readonly apply: (x: Tensor, weight: Tensor) => Tensor;
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
      for (const tensor of layers.flatMap(tensorsOf)) tf.keep(tensor);
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
      const images = this.#layers.reduce((x: Tensor, { weight, bias, apply }) => {
        const y = apply(x, weight);
        return bias ? activation('Relu', biasAdd(y, bias)) : y;
      }, inputs);
      return activation('Tanh', images) as Tensor4D;
    });
  }

  dispose(): void {
    tf.dispose(this.#layers.flatMap(tensorsOf));
  }
}

function tensorsOf({ weight, bias }: FoldedLayer): Tensor[] {
  return bias ? [weight, bias] : [weight];
}

/** @param embeddings of a conditional generator */
function fold({ layer, weight, batchNorm }: Convolution, embeddings: Tensor | undefined): FoldedLayer {
  if (!batchNorm) return { layer, bias: undefined, ...prepare(layer, weight, embeddings) };
  const { scale, offset, mean, variance } = batchNorm;
  const factor = tf.div(scale, tf.sqrt(tf.add(variance, BATCH_NORM.epsilon)));
  const scaled = tf.mul(weight, reshape(factor, [layer.outChannels, 1]));
  return { layer, bias: tf.sub(offset, tf.mul(factor, mean)), ...prepare(layer, scaled, embeddings) };
}

/**
 * How to apply a layer, with its weight [4, 4, out, in] laid out for that once and for all.
 *
 * The first layer is a product with weights that lie as the product reads them: the other way round, TensorFlow's
 * kernels give other bits for few designs than for many.
 */
function prepare(
  layer: ConvolutionLayer,
  weight: Tensor,
  embeddings: Tensor | undefined,
): Pick<FoldedLayer, 'weight' | 'apply'> {
  const { stride, inChannels, outChannels, outputSize } = layer;
  const outputShape = (x: Tensor) => [x.shape[0] as number, outputSize, outputSize, outChannels] as const;
  if (stride === 1) {
    const matrix = transpose(reshape(weight, [outputSize ** 2 * outChannels, inChannels]), [1, 0]);
    return {
      weight: embeddings ? foldEmbeddings(matrix, embeddings) : matrix,
      apply: (x, same) => reshape(matMul(reshape(x, [x.shape[0] as number, -1]), same), outputShape(x)),
    };
  }
  if (outputSize <= SMALL_MAP || hasFewChannels({ input: [0, outputSize, outputSize, outChannels] })) {
    return { weight: phaseKernel(weight), apply: (x, kernel) => inputGradientByPhases(x, kernel, outputShape(x)) };
  }
  const filter = weight.shape as [number, number, number, number];
  return {
    weight: tf.clone(weight),
    apply: (x, same) => inputGradient(x, same, { input: outputShape(x), filter, stride, padding: 'SAME' }),
  };
}

/** The rows of a matrix that multiply an embedding become one row for each class: [nz + length, n] → [nz + classes, n]. */
function foldEmbeddings(matrix: Tensor, embeddings: Tensor): Tensor {
  const [rows, columns] = matrix.shape as [number, number];
  const latents = rows - (embeddings.shape[1] as number);
  const ofClasses = matMul(embeddings, slice(matrix, [latents, 0], [-1, columns]));
  return tf.concat([slice(matrix, [0, 0], [latents, columns]), ofClasses], 0);
}
