/**
 * The two networks of the DCGAN tutorial as lists of layers: pure data, from which the trainer builds them and the API
 * prints them. Positions are those of the tutorial's `nn.Sequential`, so parameter names equal PyTorch's.
 *
 * Source: Radford, Metz, Chintala, "Unsupervised Representation Learning with Deep Convolutional GANs" (2016), and
 * PyTorch's DCGAN tutorial for the exact sizes.
 */

export interface ConvolutionLayer {
  readonly kind: 'Conv2d' | 'ConvTranspose2d';
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: 4;
  readonly stride: 1 | 2;
  /** PyTorch's padding on each side, in pixels. */
  readonly padding: 0 | 1;
  /** Height = width of the output, in pixels. */
  readonly outputSize: number;
}

export interface BatchNormLayer {
  readonly kind: 'BatchNorm2d';
  readonly channels: number;
  readonly outputSize: number;
}

export interface ActivationLayer {
  readonly kind: 'ReLU' | 'LeakyReLU' | 'Tanh' | 'Sigmoid';
  readonly channels: number;
  readonly outputSize: number;
}

/** Of a conditional generator: appends what it has learned of a class to the latents. */
export interface LabelEmbeddingLayer {
  readonly kind: 'LabelEmbedding';
  readonly classes: number;
  /** Numbers that stand for a class. */
  readonly length: number;
  /** Latents and embedding together. */
  readonly channels: number;
  readonly outputSize: 1;
}

/** Of a conditional discriminator: adds the score of the image's class to that of the image. */
export interface LabelProjectionLayer {
  readonly kind: 'LabelProjection';
  readonly classes: number;
  readonly channels: 1;
  readonly outputSize: 1;
}

export type Layer = ConvolutionLayer | BatchNormLayer | ActivationLayer | LabelEmbeddingLayer | LabelProjectionLayer;

/** Whether the tutorial's networks have no such layer: in PyTorch's words, it is no part of `main`. */
export function isForLabels(layer: Layer): layer is LabelEmbeddingLayer | LabelProjectionLayer {
  return layer.kind === 'LabelEmbedding' || layer.kind === 'LabelProjection';
}

/** The slope of LeakyReLU for negative inputs. */
export const LEAKY_RELU_SLOPE = 0.2;

/** PyTorch's defaults: the share of the new statistics in the running ones, and what is added to the variance. */
export const BATCH_NORM = { momentum: 0.1, epsilon: 1e-5 } as const;

/** The sizes that shape the networks; names are the tutorial's. */
export interface NetworkSizes {
  /** Height = width of an image in pixels: a power of two from 32 to 128. */
  readonly imageSize: number;
  /** Channels of an image. */
  readonly nc: number;
  /** Length of a latent vector. */
  readonly nz: number;
  /** Channels of the generator's last hidden layer. */
  readonly ngf: number;
  /** Channels of the discriminator's first hidden layer. */
  readonly ndf: number;
  /** How many classes the networks tell apart; 0, as if left out, for the tutorial's, which know of none. */
  readonly classes?: number | undefined;
}

/** The sizes of a job's or a checkpoint's networks, beside all its hyperparameters. */
export function networkSizes<Sizes extends NetworkSizes>({
  hyperparameters,
  classes,
}: {
  readonly hyperparameters: Sizes;
  /** Null where the networks are not conditional; records from before there were any have none. */
  readonly classes?: readonly string[] | null | undefined;
}): Sizes & { readonly classes: number } {
  return { ...hyperparameters, classes: classes?.length ?? 0 };
}

/** How many numbers stand for a class in the generator: beside the tutorial's 100 latents, a quarter of its input. */
const LABEL_EMBEDDING_LENGTH = 32;

/** Both networks start or end in a map of this height and width. */
const INNERMOST_SIZE = 4;

/** How many times the innermost map doubles before the layer that makes the image: 3 for 64 pixels. */
function doublings(imageSize: number): number {
  return Math.log2(imageSize / INNERMOST_SIZE) - 1;
}

/**
 * Latents [batch, 1, 1, nz] → images [batch, imageSize, imageSize, nc] in [-1, 1].
 *
 * A conditional one is the same from the first transposed convolution on, with the label's embedding as further inputs:
 * Mirza and Osindero, "Conditional Generative Adversarial Nets" (2014), with an embedding in place of a one-hot vector.
 */
export function generatorLayers(sizes: NetworkSizes): readonly Layer[] {
  const { imageSize, nc, nz, ngf, classes = 0 } = sizes;
  const layers: Layer[] = [];
  let inChannels = nz;
  if (classes > 0) {
    const length = LABEL_EMBEDDING_LENGTH;
    inChannels += length;
    layers.push({ kind: 'LabelEmbedding', classes, length, channels: inChannels, outputSize: 1 });
  }
  let outputSize = INNERMOST_SIZE;
  for (let halvings = doublings(imageSize); halvings >= 0; halvings--) {
    const outChannels = ngf * 2 ** halvings;
    const first = outputSize === INNERMOST_SIZE;
    layers.push(
      {
        kind: 'ConvTranspose2d',
        inChannels,
        outChannels,
        kernelSize: 4,
        stride: first ? 1 : 2,
        padding: first ? 0 : 1,
        outputSize,
      },
      { kind: 'BatchNorm2d', channels: outChannels, outputSize },
      { kind: 'ReLU', channels: outChannels, outputSize },
    );
    inChannels = outChannels;
    outputSize *= 2;
  }
  layers.push(
    { kind: 'ConvTranspose2d', inChannels, outChannels: nc, kernelSize: 4, stride: 2, padding: 1, outputSize },
    { kind: 'Tanh', channels: nc, outputSize },
  );
  return layers;
}

/**
 * Images [batch, imageSize, imageSize, nc] in [-1, 1] → the probability of being real [batch, 1, 1, 1].
 *
 * A conditional one has a filter for each class beside the tutorial's last: an image's score is ψ(φ(x)) + ⟨v_y, φ(x)⟩,
 * where φ(x) is the innermost map, ψ the tutorial's last filter and v_y that of the class. It is the projection
 * discriminator of Miyato and Koyama, "cGANs with Projection Discriminator" (2018); they sum φ over its pixels first,
 * which the tutorial's network doesn't.
 */
export function discriminatorLayers(sizes: NetworkSizes): readonly Layer[] {
  const { imageSize, nc, ndf, classes = 0 } = sizes;
  const layers: Layer[] = [];
  let inChannels = nc;
  let outputSize = imageSize / 2;
  for (let doubling = 0; doubling <= doublings(imageSize); doubling++) {
    const outChannels = ndf * 2 ** doubling;
    layers.push({ kind: 'Conv2d', inChannels, outChannels, kernelSize: 4, stride: 2, padding: 1, outputSize });
    // The discriminator's first layer has no batch norm: it would hide the colours' absolute values.
    if (doubling > 0) layers.push({ kind: 'BatchNorm2d', channels: outChannels, outputSize });
    layers.push({ kind: 'LeakyReLU', channels: outChannels, outputSize });
    inChannels = outChannels;
    outputSize /= 2;
  }
  const outChannels = 1 + classes;
  layers.push({ kind: 'Conv2d', inChannels, outChannels, kernelSize: 4, stride: 1, padding: 0, outputSize: 1 });
  if (classes > 0) layers.push({ kind: 'LabelProjection', classes, channels: 1, outputSize: 1 });
  layers.push({ kind: 'Sigmoid', channels: 1, outputSize: 1 });
  return layers;
}

/** How many numbers training changes in a layer (running statistics are not counted, as in PyTorch). */
export function parameterCount(layer: Layer): number {
  switch (layer.kind) {
    case 'Conv2d':
    case 'ConvTranspose2d':
      return layer.inChannels * layer.outChannels * layer.kernelSize ** 2;
    case 'BatchNorm2d':
      return 2 * layer.channels;
    case 'LabelEmbedding':
      return layer.classes * layer.length;
    default:
      return 0;
  }
}

const BYTES_A_NUMBER = 4;

/**
 * About how many bytes a checkpoint takes: weights, two moments of Adam for each, running statistics, and the generator's
 * average if one is kept.
 */
export function checkpointBytes({ ema = 0, ...sizes }: NetworkSizes & { readonly ema?: number }): number {
  const generator = numbersOf(generatorLayers(sizes));
  const { weights, statistics } = numbersOf([...generatorLayers(sizes), ...discriminatorLayers(sizes)]);
  const average = ema > 0 ? generator.weights + generator.statistics : 0;
  return BYTES_A_NUMBER * (3 * weights + statistics + average);
}

function numbersOf(layers: readonly Layer[]): { weights: number; statistics: number } {
  const sum = (count: (layer: Layer) => number) => layers.reduce((total, layer) => total + count(layer), 0);
  return {
    weights: sum(parameterCount),
    statistics: sum((layer) => (layer.kind === 'BatchNorm2d' ? 2 * layer.channels : 0)),
  };
}
