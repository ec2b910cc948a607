import type { Architecture } from '../architecture.js';
import { Conv2d } from '../layers/conv2d.js';
import { Upsample } from '../layers/upsample.js';
import { dcgan, tutorialGenerator } from './dcgan.js';

/**
 * The tutorial's widths, with nearest-neighbour upsampling and a 3×3 convolution in place of each strided transposed
 * convolution, whose kernels overlap unevenly and leave a checkerboard in images.
 *
 * Source: Odena, Dumoulin, Olah, "Deconvolution and Checkerboard Artifacts" (2016).
 */
export const resizeConvolution: Architecture = {
  summary: 'a generator that upsamples and convolves in place of transposed convolutions, which leave checkerboards',
  generator: (sizes) =>
    tutorialGenerator(sizes, (each) => [
      new Upsample({ channels: each.inChannels, outputSize: each.outputSize }),
      new Conv2d({ ...each, kernelSize: 3, stride: 1, padding: 1 }),
    ]),
  discriminator: dcgan.discriminator,
};
