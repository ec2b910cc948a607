import type { FloatType } from '../../src/engine/backend.js';
import { convert } from '../../src/engine/ops/convert.js';
import { forward } from '../../src/engine/ops/convolution/direct.js';
import { tf } from '../../src/engine/tensorflow.js';
import { timed } from './orders.js';
import { median } from './verdict.js';

/** The tutorial's hidden convolutions at 64 pixels: side of the input, channels in and out. */
const LAYERS = [
  [32, 64, 128],
  [16, 128, 256],
  [8, 256, 512],
] as const;
const RUNS = 9;

/**
 * How fast this machine convolves, in FLOP/s: the fastest of the tutorial's hidden layers, by the median of its runs, as
 * the step's time is a median. A training step can't be faster than its arithmetic at this rate.
 */
export function bestConvolutionRate(type: FloatType, batch: number): number {
  let best = 0;
  for (const [size, inChannels, outChannels] of LAYERS) {
    tf.tidy(() => {
      const x = convert(tf.randomNormal([batch, size, size, inChannels]), type);
      const filter = convert(tf.randomNormal([4, 4, inChannels, outChannels]), type);
      const flops = 2 * batch * (size / 2) ** 2 * 16 * inChannels * outChannels;
      const seconds = Array.from({ length: RUNS }, () =>
        timed(() => tf.tidy(() => void forward(x, filter, { stride: 2, padding: 'SAME' }))),
      );
      best = Math.max(best, flops / median(seconds));
    });
  }
  return best;
}
