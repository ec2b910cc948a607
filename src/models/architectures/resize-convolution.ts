import type { Architecture } from '../architecture.js';
import { ReLU, Tanh } from '../layers/activations.js';
import { BatchNorm2d } from '../layers/batch-norm2d.js';
import { ConvTranspose2d } from '../layers/conv-transpose2d.js';
import { Conv2d } from '../layers/conv2d.js';
import { Upsample } from '../layers/upsample.js';
import { dcgan, hiddenDoublings, INNERMOST_SIZE, latentLayers } from './dcgan.js';

/**
 * The tutorial's widths, with nearest-neighbour upsampling and a 3×3 convolution in place of each strided transposed
 * convolution, whose kernels overlap unevenly and leave a checkerboard in images.
 *
 * Source: Odena, Dumoulin, Olah, "Deconvolution and Checkerboard Artifacts" (2016).
 */
export const resizeConvolution: Architecture = {
  summary: 'a generator that upsamples and convolves in place of transposed convolutions, which leave checkerboards',
  generator: (sizes) => {
    const { imageSize, nc, ngf } = sizes;
    const layers = latentLayers(sizes);
    let inChannels = layers[0]?.outputChannels ?? sizes.nz;
    let outputSize = INNERMOST_SIZE;
    for (let doublings = hiddenDoublings(imageSize); doublings >= 0; doublings--) {
      const channels = ngf * 2 ** doublings;
      const each = { inChannels, outChannels: channels, outputSize };
      layers.push(
        ...(outputSize === INNERMOST_SIZE
          ? [new ConvTranspose2d({ ...each, kernelSize: 4, stride: 1, padding: 0 })]
          : [
              new Upsample({ channels: inChannels, outputSize }),
              new Conv2d({ ...each, kernelSize: 3, stride: 1, padding: 1 }),
            ]),
        new BatchNorm2d({ channels, outputSize }),
        new ReLU({ channels, outputSize }),
      );
      inChannels = channels;
      outputSize *= 2;
    }
    layers.push(
      new Upsample({ channels: inChannels, outputSize }),
      new Conv2d({ inChannels, outChannels: nc, kernelSize: 3, stride: 1, padding: 1, outputSize }),
      new Tanh({ channels: nc, outputSize }),
    );
    return layers;
  },
  discriminator: dcgan.discriminator,
};
