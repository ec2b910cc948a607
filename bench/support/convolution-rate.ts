import type { FloatType } from '../../src/engine/backend.js';
import { convert } from '../../src/engine/ops/convert.js';
import { forward } from '../../src/engine/ops/convolution/direct.js';
import { tf } from '../../src/engine/tensorflow.js';
import { timed } from './orders.js';

/** The tutorial's hidden convolutions at 64 pixels: side of the input, channels in and out. */
const LAYERS = [
  [32, 64, 128],
  [16, 128, 256],
  [8, 256, 512],
] as const;
const RUNS = 5;

/**
 * How fast this machine convolves at its best, in FLOP/s: the fastest run of the tutorial's hidden layers. A training
 * step can't be faster than its arithmetic at this rate.
 */
export function bestConvolutionRate(type: FloatType, batch: number): number {
  let best = 0;
  for (const [size, inChannels, outChannels] of LAYERS) {
    tf.tidy(() => {
      const x = convert(tf.randomNormal([batch, size, size, inChannels]), type);
      const filter = convert(tf.randomNormal([4, 4, inChannels, outChannels]), type);
      const flops = 2 * batch * (size / 2) ** 2 * 16 * inChannels * outChannels;
      for (let run = 0; run < RUNS; run++) {
        const seconds = timed(() => tf.tidy(() => void forward(x, filter, { stride: 2, padding: 'SAME' })));
        best = Math.max(best, flops / seconds);
      }
    });
  }
  return best;
}
