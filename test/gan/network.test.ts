import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statelessNormal } from '../../src/engine/random.js';
import { type Tensor4D, tf } from '../../src/engine/tensorflow.js';
import { Network } from '../../src/gan/network.js';
import { discriminatorLayers, generatorLayers } from '../../src/models/networks.js';
import { difference } from '../support/numeric.js';
import { TorchFixture, weightToTorch, wholeCases } from '../support/torch-fixture.js';

const tutorial = { imageSize: 64, nc: 3, nz: 100, ngf: 64, ndf: 64 };
const narrow = { imageSize: 64, nc: 3, nz: 10, ngf: 4, ndf: 4 };

interface Networks {
  readonly generator: Network;
  readonly discriminator: Network;
}

function networksFor(sizes: typeof tutorial, seed = 999): Networks {
  return {
    generator: new Network('generator', generatorLayers(sizes), seed),
    discriminator: new Network('discriminator', discriminatorLayers(sizes), seed),
  };
}

function dispose({ generator, discriminator }: Networks): void {
  generator.dispose();
  discriminator.dispose();
}

function latents(count: number, nz: number): Tensor4D {
  return statelessNormal([count, 1, 1, nz], { seed: 5, stream: 'noise', index: 0 }) as Tensor4D;
}

function moments(values: Float32Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

function stateOf({ variables }: Network): Float32Array[] {
  return variables.map((variable) => variable.data());
}

describe("a new network of the tutorial's size", () => {
  const networks = networksFor(tutorial);
  const variables = [...networks.generator.variables, ...networks.discriminator.variables];
  afterAll(() => dispose(networks));

  it('has as many parameters as in PyTorch', () => {
    const count = ({ trainable }: Network) => trainable.reduce((sum, { size }) => sum + size, 0);
    expect(count(networks.generator)).toBe(3_576_704);
    expect(count(networks.discriminator)).toBe(2_765_568);
  });

  it("starts with the tutorial's weights: N(0, 0.02) in convolutions, N(1, 0.02) and 0 in batch norms", () => {
    for (const variable of variables) {
      const { mean, deviation } = moments(variable.data());
      const convolution = variable.shape.length === 4;
      const where = `${variable.name}: mean ${mean}, deviation ${deviation}`;
      if (convolution || variable.name.endsWith('.weight')) {
        // Four standard errors.
        expect(Math.abs(mean - (convolution ? 0 : 1)), where).toBeLessThan((4 * 0.02) / Math.sqrt(variable.size));
        expect(Math.abs(deviation - 0.02), where).toBeLessThan((4 * 0.02) / Math.sqrt(2 * variable.size));
      } else {
        expect([mean, deviation], where).toEqual([variable.name.endsWith('running_var') ? 1 : 0, 0]);
      }
    }
  });

  it('draws every weight for itself', () => {
    const first = variables.filter(({ name }) => name.endsWith('.weight')).map((variable) => variable.data()[0]);
    expect(new Set(first).size).toBe(first.length);
  });
});

it.each(wholeCases)("has the names and shapes of PyTorch's state_dict: %s", (name) => {
  const fixture = new TorchFixture(name);
  const networks = networksFor(fixture.sizes);
  const ours = [...networks.generator.variables, ...networks.discriminator.variables].map((variable) => {
    const { shape } = weightToTorch({ shape: variable.shape, data: variable.data() });
    return [`after1/${variable.name}`, shape];
  });
  const torch = fixture.names('after1/').map((stored) => [stored, fixture.tensor(stored).shape]);
  expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(torch));
  dispose(networks);
});

describe('forward', () => {
  let networks: Networks;
  beforeAll(() => {
    networks = networksFor(narrow);
  });
  afterAll(() => dispose(networks));

  it.each([32, 64, 128])('makes images of %i pixels in [-1, 1] and one answer for each', (imageSize) => {
    const networks = networksFor({ ...narrow, imageSize, nc: 1 });
    const { generator, discriminator } = networks;
    tf.tidy(() => {
      const images = generator.forwardEvaluation(latents(3, narrow.nz));
      expect(images.shape).toEqual([3, imageSize, imageSize, 1]);
      expect(tf.max(tf.abs(images)).arraySync()).toBeLessThanOrEqual(1);
      expect(discriminator.forwardEvaluation(images).shape).toEqual([3, 1, 1, 1]);
      expect(discriminator.forwardTraining(discriminator.readWeights(), images).shape).toEqual([3, 1, 1, 1]);
    });
    dispose(networks);
  });

  it('leaves every variable alone in evaluation, and moves only the statistics in training', () => {
    const { generator } = networks;
    const before = stateOf(generator);
    tf.tidy(() => {
      generator.forwardEvaluation(latents(4, narrow.nz));
    });
    expect(stateOf(generator)).toEqual(before);
    tf.tidy(() => {
      generator.forwardTraining(generator.readWeights(), latents(4, narrow.nz));
    });
    const after = stateOf(generator);
    const moved = generator.variables.filter((_, i) => difference(after[i] ?? [], before[i] ?? []).maxAbs > 0);
    expect(moved).toEqual(generator.variables.filter(({ name }) => name.includes('running_')));
  });

  it('judges an image by itself in evaluation, but among its neighbours in training', () => {
    const { generator } = networks;
    const [alone, among, trainedAlone, trainedAmong] = tf.tidy(() => {
      const four = latents(4, narrow.nz);
      const two = four.slice([0, 0, 0, 0], [2, 1, 1, narrow.nz]);
      const first = (input: Tensor4D, forward: (x: Tensor4D) => Tensor4D) =>
        Float32Array.from(forward(input).slice([0, 0, 0, 0], [1, 64, 64, 3]).dataSync());
      const evaluate = (x: Tensor4D) => generator.forwardEvaluation(x);
      const train = (x: Tensor4D) => generator.forwardTraining(generator.readWeights(), x);
      // Training moves the statistics, so it comes last.
      return [first(two, evaluate), first(four, evaluate), first(two, train), first(four, train)] as const;
    });
    // Rounding: other kernels may run for other batch sizes.
    expect(difference(alone, among).maxRelative).toBeLessThan(1e-5);
    expect(difference(trainedAlone, trainedAmong).maxRelative).toBeGreaterThan(1e-2);
  });

  it('gives equal networks for equal seeds and others for another', () => {
    const made = [7, 7, 8].map((seed) => networksFor(narrow, seed));
    const [first, same, other] = made.map(({ generator, discriminator }) => [generator, discriminator].map(stateOf));
    expect(same).toEqual(first);
    expect(other).not.toEqual(first);
    made.forEach(dispose);
  });

  it('leaves no tensor behind when it is disposed', () => {
    const before = tf.memory().numTensors;
    const networks = networksFor(narrow);
    const { generator, discriminator } = networks;
    tf.tidy(() => {
      discriminator.forwardEvaluation(generator.forwardEvaluation(latents(2, narrow.nz)));
    });
    dispose(networks);
    expect(tf.memory().numTensors).toBe(before);
  });
});
