/** Our training step on random images, as many as it is asked for. Arguments: precision, batch, ngf = ndf, image size. */
import type { Hyperparameters } from '../../src/contracts/hyperparameters.js';
import { statelessNormal } from '../../src/engine/random.js';
import { type Tensor4D, tf } from '../../src/engine/tensorflow.js';
import { Gan } from '../../src/gan/gan.js';
import { trainingStep } from '../../src/gan/training-step.js';
import { bestConvolutionRate } from '../support/convolution-rate.js';
import { answerOrders, timed } from '../support/orders.js';

const [precision = 'fp32', batch = '128', width = '64', size = '64'] = process.argv.slice(2);
const batchSize = Number(batch);
const imageSize = Number(size);
const nz = 100;
const gan = new Gan({
  manualSeed: 999,
  imageSize,
  nc: 3,
  nz,
  ngf: Number(width),
  ndf: Number(width),
  lr: 0.0002,
  beta1: 0.5,
  precision: precision as Hyperparameters['precision'],
});
const real = tf.randomUniform([batchSize, imageSize, imageSize, 3], -1, 1) as Tensor4D;
let index = 0;

await answerOrders((order: { steps: number; rate?: boolean }) => {
  const seconds = Array.from({ length: order.steps }, () => {
    const noise = statelessNormal([batchSize, 1, 1, nz], { seed: 1, stream: 'noise', index: index++ }) as Tensor4D;
    const time = timed(() => trainingStep(gan, { real, noise }));
    noise.dispose();
    return time;
  });
  return { seconds, ...(order.rate ? { rate: bestConvolutionRate(gan.generator.trainingType, batchSize) } : {}) };
});
