import type { Architecture, NetworkSizes } from '../architecture.js';
import type { Layer } from '../layer.js';
import { LeakyReLU, ReLU, Sigmoid, Tanh } from '../layers/activations.js';
import { BatchNorm2d } from '../layers/batch-norm2d.js';
import { ConvTranspose2d } from '../layers/conv-transpose2d.js';
import { Conv2d } from '../layers/conv2d.js';
import type { ConvolutionSizes } from '../layers/convolution.js';
import { LabelEmbedding } from '../layers/label-embedding.js';
import { LabelProjection } from '../layers/label-projection.js';

/** How many numbers stand for a class in the generator: beside the tutorial's 100 latents, a quarter of its input. */
const LABEL_EMBEDDING_LENGTH = 32;

/** Both networks start or end in a map of this height and width. */
const INNERMOST_SIZE = 4;

/** How many times the innermost map doubles before the layer that makes the image: 3 for 64 pixels. */
function hiddenDoublings(imageSize: number): number {
  return Math.log2(imageSize / INNERMOST_SIZE) - 1;
}

/**
 * The tutorial's networks. Positions are those of its `nn.Sequential`, so parameter names equal PyTorch's.
 *
 * Source: Radford, Metz, Chintala, "Unsupervised Representation Learning with Deep Convolutional GANs" (2016), and
 * PyTorch's DCGAN tutorial for the exact sizes.
 */
export const dcgan: Architecture = {
  summary:
    "the tutorial's networks, transposed convolutions up to the image, strided convolutions down to a probability",
  generator: (sizes) =>
    tutorialGenerator(sizes, (each) => [new ConvTranspose2d({ ...each, kernelSize: 4, stride: 2, padding: 1 })]),

  /**
   * A conditional one has a filter for each class beside the tutorial's last: an image's score is ψ(φ(x)) + ⟨v_y, φ(x)⟩,
   * where φ(x) is the innermost map, ψ the tutorial's last filter and v_y that of the class. It is the projection
   * discriminator of Miyato and Koyama, "cGANs with Projection Discriminator" (2018); they sum φ over its pixels first,
   * which the tutorial's network doesn't.
   */
  discriminator: ({ imageSize, nc, ndf, classes = 0 }) => {
    const layers: Layer[] = [];
    let inChannels = nc;
    let outputSize = imageSize / 2;
    for (let doublings = 0; doublings <= hiddenDoublings(imageSize); doublings++) {
      const channels = ndf * 2 ** doublings;
      layers.push(
        new Conv2d({ inChannels, outChannels: channels, kernelSize: 4, stride: 2, padding: 1, outputSize }),
        // The first layer has no batch norm: it would hide the colours' absolute values.
        ...(doublings > 0 ? [new BatchNorm2d({ channels, outputSize })] : []),
        new LeakyReLU({ channels, outputSize }),
      );
      inChannels = channels;
      outputSize /= 2;
    }
    layers.push(
      new Conv2d({ inChannels, outChannels: 1 + classes, kernelSize: 4, stride: 1, padding: 0, outputSize: 1 }),
      ...(classes > 0 ? [new LabelProjection({ classes })] : []),
      new Sigmoid({ channels: 1, outputSize: 1 }),
    );
    return layers;
  },
};

/**
 * A generator of the tutorial's widths: latents become the innermost map, which is enlarged until it is the image.
 * @param enlarge layers that double a map's height and width
 */
export function tutorialGenerator(
  sizes: NetworkSizes,
  enlarge: (each: Pick<ConvolutionSizes, 'inChannels' | 'outChannels' | 'outputSize'>) => readonly Layer[],
): readonly Layer[] {
  const { imageSize, nc, ngf } = sizes;
  const layers = latentLayers(sizes);
  let inChannels = layers[0]?.outputChannels ?? sizes.nz;
  let outputSize = INNERMOST_SIZE;
  for (let doublings = hiddenDoublings(imageSize); doublings >= 0; doublings--) {
    const channels = ngf * 2 ** doublings;
    const each = { inChannels, outChannels: channels, outputSize };
    const isFirst = outputSize === INNERMOST_SIZE;
    layers.push(
      ...(isFirst ? [new ConvTranspose2d({ ...each, kernelSize: 4, stride: 1, padding: 0 })] : enlarge(each)),
      new BatchNorm2d({ channels, outputSize }),
      new ReLU({ channels, outputSize }),
    );
    inChannels = channels;
    outputSize *= 2;
  }
  return [...layers, ...enlarge({ inChannels, outChannels: nc, outputSize }), new Tanh({ channels: nc, outputSize })];
}

/**
 * What a generator begins with. A conditional one takes the label's embedding as further inputs: Mirza and Osindero,
 * "Conditional Generative Adversarial Nets" (2014), with an embedding in place of a one-hot vector.
 */
function latentLayers({ nz, classes = 0 }: NetworkSizes): Layer[] {
  if (classes === 0) return [];
  const length = LABEL_EMBEDDING_LENGTH;
  return [new LabelEmbedding({ classes, length, channels: nz + length })];
}
