import { type ConvolutionLayer, isForLabels, type Layer, LEAKY_RELU_SLOPE } from '../contracts/networks.js';
import type { FloatType } from '../engine/backend.js';
import { installKernels } from '../engine/kernels.js';
import { batchNormInference, batchNormTraining } from '../engine/ops/batch-norm.js';
import { convert } from '../engine/ops/convert.js';
import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../engine/tensorflow.js';
import type { Variable } from '../engine/variable.js';
import { appendEmbedding, projectOnLabels } from './labels.js';
import { initialWeights } from './weight-init.js';

/** The variables of one layer, under the names that PyTorch's state_dict gives them. */
interface LayerVariables {
  readonly layer: Layer;
  /** What the optimizer changes: a convolution's [weight], a batch norm's [weight, bias]. */
  readonly trainable: readonly Variable[];
  /** What only the data changes: a batch norm's [running_mean, running_var]. */
  readonly statistics: readonly Variable[];
}

/** A batch norm's parameters and running statistics, each [channels]. */
export interface BatchNormTensors {
  readonly scale: Tensor;
  readonly offset: Tensor;
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/**
 * A network as the tutorial's `nn.Sequential`: layers in order, weights in TensorFlow variables.
 * Images and maps are channels-last, [batch, height, width, channels]. Convolutions' weights are
 * [4, 4, in, out], transposed convolutions' [4, 4, out, in].
 *
 * Labels are given to conditional networks, and to no others: a row of class weights for each image, [batch, classes].
 */
export class Network {
  readonly #layers: readonly LayerVariables[];

  /**
   * @param name prefix of every variable's name: `generator` or `discriminator`
   * @param manualSeed decides the initial weights
   * @param trainingType what training computes with between the float32 input, weights and logits
   */
  constructor(
    readonly name: string,
    readonly layers: readonly Layer[],
    manualSeed: number,
    readonly trainingType: FloatType = 'float32',
  ) {
    installKernels();
    const main: readonly Layer[] = layers.filter((layer) => !isForLabels(layer));
    this.#layers = layers.map((layer) => {
      const { trainable, statistics } = initialWeights(name, layer, main.indexOf(layer), manualSeed);
      return { layer, trainable, statistics };
    });
  }

  /** What the optimizer changes, in the order of the layers. */
  get trainable(): readonly Variable[] {
    return this.#layers.flatMap((layer) => layer.trainable);
  }

  /** All that a checkpoint must hold of the network: trainable variables and running statistics. */
  get variables(): readonly Variable[] {
    return this.#layers.flatMap((layer) => [...layer.trainable, ...layer.statistics]);
  }

  /** The trainable values now, in the order of `trainable`: the inputs of `forwardTraining`. */
  readWeights(): Tensor[] {
    return this.trainable.map((variable) => variable.read());
  }

  /**
   * Training mode: batch norm uses the batch's statistics and moves the running ones.
   * @param weights what `readWeights` gave; explicit, so that gradients can be taken with respect to them
   * @returns the last layer's output, before a final sigmoid (losses take logits); images are of `trainingType`
   */
  forwardTraining(weights: readonly Tensor[], input: Tensor4D, labels?: Tensor2D): Tensor4D {
    let next = 0;
    return this.#forward(
      input,
      labels,
      this.trainingType,
      () => weights[next++] as Tensor,
      (x, [scale, offset], [mean, variance]) => {
        const result = batchNormTraining(x, scale, offset, mean.read(), variance.read());
        mean.assign(result.runningMean);
        variance.assign(result.runningVariance);
        return result.y;
      },
    );
  }

  /**
   * Evaluation mode: batch norm uses the running statistics, so an image doesn't depend on its neighbours. Always in
   * float32. It is the readable form of what `FoldedGenerator` computes faster.
   * @returns the last layer's output, before a final sigmoid
   */
  forwardEvaluation(input: Tensor4D, labels?: Tensor2D): Tensor4D {
    const trainable = this.trainable;
    let next = 0;
    return this.#forward(
      input,
      labels,
      'float32',
      () => (trainable[next++] as Variable).read(),
      (x, [scale, offset], [mean, variance]) => batchNormInference(x, scale, offset, mean.read(), variance.read()),
    );
  }

  /** Every convolution in order, as it is now: its weight, and the batch norm that follows it, if one does. */
  convolutions(): { layer: ConvolutionLayer; weight: Tensor; batchNorm: BatchNormTensors | undefined }[] {
    return this.#layers.flatMap(({ layer, trainable: [weight] }, position) => {
      if (layer.kind !== 'Conv2d' && layer.kind !== 'ConvTranspose2d') return [];
      const { trainable, statistics } = this.#layers[position + 1] as LayerVariables;
      const [scale, offset, mean, variance] = [...trainable, ...statistics].map((variable) => variable.read());
      const batchNorm = scale && offset && mean && variance ? { scale, offset, mean, variance } : undefined;
      return [{ layer, weight: (weight as Variable).read(), batchNorm }];
    });
  }

  /** What stands for each class in a conditional generator, [classes, length]. */
  embeddings(): Tensor | undefined {
    return this.#layers.find(({ layer }) => layer.kind === 'LabelEmbedding')?.trainable[0]?.read();
  }

  #forward(
    input: Tensor4D,
    labels: Tensor2D | undefined,
    floatType: FloatType,
    nextWeight: () => Tensor,
    normalise: (x: Tensor4D, scaleAndOffset: [Tensor, Tensor], statistics: [Variable, Variable]) => Tensor4D,
  ): Tensor4D {
    let x = input;
    for (const { layer, statistics } of this.#layers) {
      const y = forwardLayer(layer, x, labels, floatType, nextWeight, (weights) =>
        normalise(x, weights, statistics as [Variable, Variable]),
      );
      // What the backward pass needs of it, the tape has kept.
      if (x !== input && x !== y) x.dispose();
      x = y;
    }
    return x;
  }

  dispose(): void {
    for (const variable of this.variables) variable.dispose();
  }
}

function forwardLayer(
  layer: Layer,
  x: Tensor4D,
  labels: Tensor2D | undefined,
  floatType: FloatType,
  nextWeight: () => Tensor,
  normalise: (scaleAndOffset: [Tensor, Tensor]) => Tensor4D,
): Tensor4D {
  switch (layer.kind) {
    case 'Conv2d':
    case 'ConvTranspose2d': {
      // Single numbers are the discriminator's logits, which the loss needs exactly.
      const type = layer.outputSize === 1 ? 'float32' : floatType;
      return convolve(convert(x, type), convert(nextWeight() as Tensor4D, type), layer);
    }
    case 'LabelEmbedding':
      return appendEmbedding(x, given(labels), nextWeight());
    case 'LabelProjection':
      return projectOnLabels(x, given(labels));
    case 'BatchNorm2d':
      return normalise([nextWeight(), nextWeight()]);
    case 'ReLU':
      return tf.relu(x);
    case 'LeakyReLU':
      return tf.leakyRelu(x, LEAKY_RELU_SLOPE);
    case 'Tanh':
      return tf.tanh(x);
    case 'Sigmoid':
      // Only ever last, and the losses take logits: more exact, and one op less.
      return x;
  }
}

function given(labels: Tensor2D | undefined): Tensor2D {
  if (!labels) throw new Error('a conditional network was given no labels');
  return labels;
}

function convolve(x: Tensor4D, weight: Tensor4D, layer: ConvolutionLayer): Tensor4D {
  const { kind, stride, outputSize, outChannels } = layer;
  if (kind === 'Conv2d') return tf.conv2d(x, weight, stride, padding(layer.padding));
  return tf.conv2dTranspose(
    x,
    weight,
    [x.shape[0], outputSize, outputSize, outChannels],
    stride,
    padding(layer.padding),
  );
}

/** PyTorch's padding in TensorFlow's words: for kernel 4, stride 2 and even sizes, `same` is one pixel on each side. */
function padding(pixels: 0 | 1): 'same' | 'valid' {
  return pixels === 1 ? 'same' : 'valid';
}
