import { describe, expect, it } from 'vitest';
import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import { statelessNormal } from '../../src/engine/random.js';
import { type Tensor4D, tf } from '../../src/engine/tensorflow.js';
import { FoldedGenerator } from '../../src/gan/folded-generator.js';
import { Gan } from '../../src/gan/gan.js';
import { trainingStep } from '../../src/gan/training-step.js';
import { difference } from '../support/numeric.js';

const shapes = [
  { name: 'colour of 64 pixels', imageSize: 64, nc: 3 },
  { name: 'grey of 32 pixels', imageSize: 32, nc: 1 },
  { name: 'colour of 128 pixels', imageSize: 128, nc: 3 },
];

describe.each(shapes)('a folded generator, $name', ({ imageSize, nc }) => {
  const hyperparameters = hyperparametersSchema.parse({ imageSize, nc, ngf: 8, ndf: 4, nz: 20 });

  it('makes the images of the network in evaluation mode, without holding on to it', () => {
    const tensors = tf.memory().numTensors;
    const gan = new Gan(hyperparameters);
    // A step, so that running statistics, scales and offsets are not those of the start.
    tf.tidy(() => {
      const real = statelessNormal([4, imageSize, imageSize, nc], { seed: 1, stream: 'noise', index: 0 }).tanh();
      const noise = statelessNormal([4, 1, 1, 20], { seed: 1, stream: 'noise', index: 1 });
      trainingStep(gan, { real: real as Tensor4D, noise: noise as Tensor4D });
    });
    const latents = statelessNormal([5, 1, 1, 20], { seed: 2, stream: 'noise', index: 0 }) as Tensor4D;
    const expected = tf.tidy(() => gan.generator.forwardEvaluation(latents).dataSync<'float32'>());
    const folded = new FoldedGenerator(gan.generator);
    gan.dispose();
    const images = folded.generate(latents);
    expect(images.shape).toEqual([5, imageSize, imageSize, nc]);
    expect(difference(images.dataSync<'float32'>(), expected).maxRelative).toBeLessThan(1e-5);
    tf.dispose([latents, images]);
    folded.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });
});
