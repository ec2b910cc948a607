/** Steps of several replicas, each a process, against one process that does it all, and against PyTorch. */
import { beforeAll, describe, expect, it } from 'vitest';
import { chunkOf } from '../../src/datasets/batches.js';
import { type Tensor, type Tensor4D, tf } from '../../src/engine/tensorflow.js';
import { Gan } from '../../src/gan/gan.js';
import type { Network } from '../../src/gan/network.js';
import { bce } from '../../src/gan/objectives/bce.js';
import { checksumOf } from '../../src/gan/replica-state.js';
import { difference, formula } from '../support/numeric.js';
import { type ReplicaStep, type StepBatch, takeSteps } from '../support/replica-steps.js';
import {
  type FloatTensor,
  imagesFromTorch,
  TorchFixture,
  tolerance,
  weightFromTorch,
  weightToTorch,
} from '../support/torch-fixture.js';

const WEIGHT = /\.(weight|bias)$/;
const STATISTIC = /\.running_(mean|var)$/;

const options = { imageSize: 32, nc: 3, nz: 8, ngf: 4, ndf: 4, manualSeed: 7, lr: 0.0002, beta1: 0.5 };

/** Batches of random images and latents; `sizes` says how many are in each. */
function randomBatches(sizes: readonly number[]): StepBatch[] {
  const tensor = (label: string, shape: number[]) => ({
    shape,
    data: Float32Array.from(
      formula(
        label,
        shape.reduce((product, length) => product * length, 1),
      ),
    ),
  });
  return sizes.map((size, step) => ({
    real: tensor(`real ${step}`, [size, 32, 32, 3]),
    noise: tensor(`noise ${step}`, [size, 1, 1, 8]),
  }));
}

/** What DataParallel means, in plain words: gradients of each part's own forward passes, averaged by its size. */
function stepOfOneProcess(gan: Gan, { real, noise }: StepBatch, count: number): void {
  const { generator, discriminator, generatorAdam, discriminatorAdam } = gan;
  const batch = real.shape[0] as number;
  const logits = (network: Network, weights: Tensor[], input: Tensor) =>
    network.forwardTraining(weights, input as Tensor4D);

  tf.tidy(() => {
    const parts = Array.from({ length: count }, (_, rank) => chunkOf(batch, { rank, count }))
      .filter(({ start, end }) => end > start)
      .map(({ start, end }) => ({
        share: (end - start) / batch,
        real: tf.slice(tf.tensor(real.data, [...real.shape]), start, end - start),
        noise: tf.slice(tf.tensor(noise.data, [...noise.shape]), start, end - start),
      }));
    const averaged = (gradientsOf: (part: (typeof parts)[number]) => Tensor[]) =>
      parts
        .map((part) => gradientsOf(part).map((gradient) => gradient.mul(part.share)))
        .reduce((sums, addends) => sums.map((sum, i) => sum.add(addends[i] as Tensor)));

    const weightsG = generator.readWeights();
    const gradientsD = averaged((part) => {
      const fake = logits(generator, weightsG, part.noise);
      return tf.grads((...weights: Tensor[]) =>
        tf.add(bce.onReal(logits(discriminator, weights, part.real)), bce.onFake(logits(discriminator, weights, fake))),
      )(discriminator.readWeights());
    });
    discriminatorAdam.apply(gradientsD);
    const weightsD = discriminator.readWeights();
    const gradientsG = averaged((part) =>
      tf.grads((...weights: Tensor[]) =>
        bce.onReal(logits(discriminator, weightsD, logits(generator, weights, part.noise))),
      )(weightsG),
    );
    generatorAdam.apply(gradientsG);
  });
}

/** What replicas have in common: all but the running statistics. */
function common(step: ReplicaStep | undefined): [string, Float32Array][] {
  return [...(step?.state ?? [])].filter(([name]) => !name.includes('running'));
}

describe.each([
  { what: 'two replicas', count: 2, sizes: [8, 8, 8] },
  { what: 'three replicas, of which the last has fewer images', count: 3, sizes: [8, 8, 8] },
  { what: 'three replicas, of which the last has none', count: 3, sizes: [8, 2, 4] },
])('$what', ({ count, sizes }) => {
  const batches = randomBatches(sizes);
  let replicas: ReplicaStep[][];
  beforeAll(async () => {
    replicas = await takeSteps({ options, batches, count });
  });

  it('learn what one process learns that averages the gradients of their parts', () => {
    const gan = new Gan(options);
    for (const [step, batch] of batches.entries()) {
      stepOfOneProcess(gan, batch, count);
      const state = replicas[0]?.[step]?.state;
      for (const variable of [...gan.generator.trainable, ...gan.discriminator.trainable]) {
        const ours = state?.get(variable.name) as Float32Array;
        expect(difference(ours, variable.data()).maxAbs, `${variable.name} after step ${step + 1}`).toBeLessThan(1e-5);
      }
    }
    gan.dispose();
  });

  it('hold a constant number of tensors from step to step', () => {
    for (const steps of replicas) expect(new Set(steps.map(({ tensors }) => tensors)).size).toBe(1);
  });

  it('hold the same weights and moments bit for bit after every step, and report the same', () => {
    expect(common(replicas[0]?.[0]).length).toBeGreaterThan(30);
    for (const others of replicas.slice(1)) {
      others.forEach((step, index) => {
        expect(common(step)).toEqual(common(replicas[0]?.[index]));
        if (step.metrics) expect(step.metrics).toEqual(replicas[0]?.[index]?.metrics);
      });
    }
  });
});

describe('the checksum that replicas compare', () => {
  it('tells weights, moments and updates apart, and leaves out the running statistics', () => {
    const gan = new Gan(options);
    const checksums = [checksumOf(gan)];
    for (const variable of gan.variables) {
      const data = variable.data();
      data[data.length - 1] = (data[data.length - 1] as number) + 1;
      variable.load(data);
      if (variable.name.includes('running')) expect(checksumOf(gan)).toBe(checksums.at(-1));
      else checksums.push(checksumOf(gan));
    }
    gan.generatorAdam.step = 1;
    checksums.push(checksumOf(gan));
    expect(new Set(checksums).size).toBe(checksums.length);
    gan.dispose();
  });
});

describe.each(['parallel-2', 'conditional-parallel-2'])(
  'two replicas, held against PyTorch’s DataParallel: %s',
  (name) => {
    const fixture = new TorchFixture(name);
    const { adam, steps } = fixture.description;
    const recorded = new Map<string, Float32Array>();
    let first: ReplicaStep[];

    beforeAll(async () => {
      const torchOptions = { ...fixture.sizes, manualSeed: 0, lr: adam.lr, beta1: adam.betas[0] };
      const gan = new Gan(torchOptions);
      const shapes = new Map(gan.variables.map(({ name, shape }) => [name, shape]));
      const names = {
        discriminator: gan.discriminator.trainable.map(({ name }) => name),
        generator: gan.generator.trainable.map(({ name }) => name),
      };
      gan.dispose();

      const inTorchLayout = (name: string, data: Float32Array) =>
        weightToTorch({ shape: shapes.get(name) as number[], data }).data;
      const weights = new Map(
        [...names.discriminator, ...names.generator].map((name) => {
          const { shape } = fixture.tensor(`initial/${name}`);
          return [name, weightFromTorch(fixture.initialWeight(name, shape)).data];
        }),
      );
      const batches = steps.map((_, index) => ({
        real: imagesFromTorch(fixture.real(index + 1)),
        noise: imagesFromTorch(fixture.noise(index + 1)),
        labels: oneHotRows(fixture, index + 1),
      }));
      [first] = (await takeSteps({ options: torchOptions, weights, batches, count: 2 })) as [ReplicaStep[]];
      for (const network of ['discriminator', 'generator'] as const) {
        names[network].forEach((name, index) => {
          const gradient = first[0]?.gradients[network][index] as Float32Array;
          recorded.set(`gradients/${name}`, inTorchLayout(name, gradient));
        });
      }
      first.forEach(({ state }, index) => {
        for (const [name, data] of state) recorded.set(`after${index + 1}/${name}`, inTorchLayout(name, data));
      });
    });

    const weights = fixture.names('initial/').length;
    const statistics = fixture.names('after1/').filter((name) => STATISTIC.test(name)).length;

    it('report the same losses and probabilities of the whole batch in every step', () => {
      first.forEach(({ metrics }, index) => {
        const torch = fixture.scalars(index + 1);
        for (const figure of ['lossD', 'lossG', 'dReal', 'dFakeBefore', 'dFakeAfter'] as const) {
          const ours = metrics?.[figure] as number;
          expect(Math.abs(ours - torch[figure]), `${figure}, step ${index + 1}`).toBeLessThan(tolerance.scalar);
        }
      });
    });

    it('have the same gradients of both networks in step 1', () => {
      const result = fixture.compare(recorded, 'gradients/', { relative: tolerance.relative });
      expect(result).toEqual({ tooFar: [], compared: weights });
    });

    it.each([1, 3])('have the same weights after step %i', (step) => {
      const result = fixture.compare(recorded, `after${step}/`, { absolute: tolerance.weight }, WEIGHT);
      expect(result).toEqual({ tooFar: [], compared: weights });
    });

    it.each([1, 3])('have the same running statistics, those of the first half, after step %i', (step) => {
      const result = fixture.compare(recorded, `after${step}/`, { relative: tolerance.relative }, STATISTIC);
      expect(result).toEqual({ tooFar: [], compared: statistics });
    });
  },
);

/** Class weights of a conditional case's images. */
function oneHotRows(fixture: TorchFixture, step: number): FloatTensor | undefined {
  const { classes } = fixture.sizes;
  const labels = fixture.labels(step);
  if (!labels) return undefined;
  const data = new Float32Array(labels.length * classes);
  labels.forEach((label, image) => {
    data[image * classes + label] = 1;
  });
  return { shape: [labels.length, classes], data };
}
