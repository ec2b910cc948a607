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

export type Layer = ConvolutionLayer | BatchNormLayer | ActivationLayer;

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
}

/** Both networks start or end in a map of this height and width. */
const INNERMOST_SIZE = 4;

/** How many times the innermost map doubles before the layer that makes the image: 3 for 64 pixels. */
function doublings(imageSize: number): number {
  return Math.log2(imageSize / INNERMOST_SIZE) - 1;
}

/** Latents [batch, 1, 1, nz] → images [batch, imageSize, imageSize, nc] in [-1, 1]. */
export function generatorLayers(sizes: NetworkSizes): readonly Layer[] {
  const { imageSize, nc, nz, ngf } = sizes;
  const layers: Layer[] = [];
  let inChannels = nz;
  let outputSize = INNERMOST_SIZE;
  for (let halvings = doublings(imageSize); halvings >= 0; halvings--) {
    const outChannels = ngf * 2 ** halvings;
    const first = layers.length === 0;
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

/** Images [batch, imageSize, imageSize, nc] in [-1, 1] → the probability of being real [batch, 1, 1, 1]. */
export function discriminatorLayers(sizes: NetworkSizes): readonly Layer[] {
  const { imageSize, nc, ndf } = sizes;
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
  layers.push(
    { kind: 'Conv2d', inChannels, outChannels: 1, kernelSize: 4, stride: 1, padding: 0, outputSize: 1 },
    { kind: 'Sigmoid', channels: 1, outputSize: 1 },
  );
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
    default:
      return 0;
  }
}

const BYTES_A_NUMBER = 4;

/** About how many bytes a checkpoint takes: weights, two moments of Adam for each, running statistics. */
export function checkpointBytes(sizes: NetworkSizes): number {
  const layers = [...generatorLayers(sizes), ...discriminatorLayers(sizes)];
  const numbers = layers.map(
    (layer) => 3 * parameterCount(layer) + (layer.kind === 'BatchNorm2d' ? 2 * layer.channels : 0),
  );
  return BYTES_A_NUMBER * numbers.reduce((sum, each) => sum + each, 0);
}
