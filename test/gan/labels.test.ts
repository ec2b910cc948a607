import { describe, expect, it } from 'vitest';
import { statelessNormal } from '../../src/engine/random.js';
import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../../src/engine/tensorflow.js';
import { FoldedGenerator } from '../../src/gan/folded-generator.js';
import { oneHot } from '../../src/gan/labels.js';
import { labelEmbedding } from '../../src/gan/layers/label-embedding.js';
import { labelProjection } from '../../src/gan/layers/label-projection.js';
import type { ForwardCall } from '../../src/gan/layers/layer-ops.js';
import { Network } from '../../src/gan/network.js';
import { FIXED_NOISE_VECTORS, fixedInputs, fixedNoise } from '../../src/gan/sample-grid.js';
import { LabelEmbedding } from '../../src/models/layers/label-embedding.js';
import { LabelProjection } from '../../src/models/layers/label-projection.js';
import { generatorLayers } from '../../src/models/networks.js';
import { difference } from '../support/numeric.js';

const sizes = { imageSize: 32, nc: 3, nz: 10, ngf: 4, ndf: 4, classes: 3 };

function latents(count: number): Tensor4D {
  return statelessNormal([count, 1, 1, sizes.nz], { seed: 3, stream: 'noise', index: 0 }) as Tensor4D;
}

function given(labels: Tensor2D, weights: readonly Tensor[] = []): ForwardCall {
  return { mode: 'training', weights, statistics: [], labels, floatType: 'float32' };
}

describe('labels', () => {
  it('append the embedding of their class, or the mix of those that are mixed', () => {
    tf.tidy(() => {
      const embeddings = tf.tensor2d([1, 2, 10, 20, 100, 200], [3, 2]);
      const mixed = tf.tensor2d([0, 1, 0, 0.25, 0, 0.75], [2, 3]);
      const layer = new LabelEmbedding({ classes: 3, length: 2, channels: 3 });
      const appended = labelEmbedding.forward(layer, tf.tensor4d([7, 8], [2, 1, 1, 1]), given(mixed, [embeddings]));
      expect(appended.arraySync()).toEqual([[[[7, 10, 20]]], [[[8, 75.25, 150.5]]]]);
    });
  });

  it('add the score of their class to that of the image', () => {
    tf.tidy(() => {
      const scores = tf.tensor4d([1, 10, 20, 30, 2, 40, 50, 60], [2, 1, 1, 4]);
      const layer = new LabelProjection({ classes: 3 });
      expect(labelProjection.forward(layer, scores, given(oneHot([2, 0], 3))).arraySync()).toEqual([
        [[[31]]],
        [[[42]]],
      ]);
    });
  });

  it('are asked for by a conditional network', () => {
    const network = new Network('generator', generatorLayers(sizes), 1);
    expect(() => tf.tidy(() => network.forwardEvaluation(latents(1)))).toThrow('no labels');
    network.dispose();
  });
});

it('a folded generator makes the images of a conditional network, of classes and of mixes', () => {
  const tensors = tf.memory().numTensors;
  tf.tidy(() => {
    const network = new Network('generator', generatorLayers(sizes), 1);
    // Running statistics of its own images, as after training.
    network.forwardTraining(network.readWeights(), latents(8), oneHot([0, 1, 2, 0, 1, 2, 0, 1], 3));
    const weights = tf.tensor2d([1, 0, 0, 0, 0, 1, 0.5, 0.5, 0, 0.2, 0.3, 0.5], [4, 3]);
    const expected = network.forwardEvaluation(latents(4), weights).dataSync<'float32'>();
    const folded = new FoldedGenerator(network);
    network.dispose();
    const inputs = tf.concat([latents(4), tf.reshape(weights, [4, 1, 1, 3]) as Tensor4D], 3);
    const images = folded.generate(inputs);
    expect(difference(images.dataSync<'float32'>(), expected).maxRelative).toBeLessThan(1e-5);
    folded.dispose();
  });
  expect(tf.memory().numTensors).toBe(tensors);
});

describe('the inputs of a sample grid', () => {
  const run = { manualSeed: 4, nz: 10 };

  it('are the fixed noise, with a class for each vector of a conditional run, one class after the other', () => {
    tf.tidy(() => {
      const inputs = fixedInputs({ ...run, classes: 3 });
      const [noise, labels] = tf.split(inputs, [10, 3], 3) as [Tensor4D, Tensor4D];
      expect(noise.dataSync()).toEqual(fixedNoise(run).dataSync());
      const classes = (tf.reshape(labels, [FIXED_NOISE_VECTORS, 3]) as Tensor2D).argMax(1).arraySync() as number[];
      expect(classes).toEqual(classes.toSorted((a, b) => a - b));
      expect([0, 1, 2].map((each) => classes.filter((label) => label === each).length)).toEqual([22, 21, 21]);
    });
  });

  it('are the fixed noise alone for any other run', () => {
    tf.tidy(() => {
      expect(fixedInputs(run).dataSync()).toEqual(fixedNoise(run).dataSync());
    });
  });
});
