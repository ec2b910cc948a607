/** Does with our networks what make_dcgan_fixtures.py did with PyTorch's, and records it under the fixtures' names. */
import { vi } from 'vitest';
import type { Adam } from '../../src/engine/adam.js';
import { pullback } from '../../src/engine/pullback.js';
import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../../src/engine/tensorflow.js';
import type { Variable } from '../../src/engine/variable.js';
import { Gan, TRAINED_GENERATOR } from '../../src/gan/gan.js';
import { oneHot } from '../../src/gan/labels.js';
import type { Network } from '../../src/gan/network.js';
import { disposeInputs, type StepInputs } from '../../src/gan/step-inputs.js';
import { type StepMetrics, trainingStep } from '../../src/gan/training-step.js';
import {
  type FloatTensor,
  imagesFromTorch,
  imagesToTorch,
  type TorchFixture,
  weightFromTorch,
  weightToTorch,
} from './torch-fixture.js';

export interface TorchRun {
  readonly metrics: readonly StepMetrics[];
  /** Whole tensors in PyTorch's layout, by the fixtures' names. */
  readonly tensors: ReadonlyMap<string, Float32Array>;
}

type Recorded = Map<string, Float32Array>;

/** Records everything that a fixture holds. */
export function recordRun(fixture: TorchFixture): TorchRun {
  const { adam, steps, case: given } = fixture.description;
  const gan = new Gan({ ...fixture.sizes, manualSeed: 0, lr: adam.lr, beta1: adam.betas[0], ema: given.ema });
  const tensors: Recorded = new Map();
  try {
    for (const variable of [...gan.generator.trainable, ...gan.discriminator.trainable]) {
      const { shape } = weightToTorch({ shape: variable.shape, data: variable.data() });
      variable.load(weightFromTorch(fixture.initialWeight(torchName(variable), shape)).data);
    }
    recordOutputs(fixture, 'train', tensors, gan, train);
    for (const statistic of statistics(gan)) {
      statistic.load(fixture.evaluationStatistic(torchName(statistic), statistic.shape).data);
    }
    recordOutputs(fixture, 'eval', tensors, gan, evaluate);
    recordUntrainedGradients(fixture, tensors, gan);

    for (const statistic of statistics(gan)) {
      statistic.load(new Float32Array(statistic.size).fill(statistic.name.endsWith('running_mean') ? 0 : 1));
    }
    gan.average?.variables.forEach((averaged, i) => {
      averaged.load((gan.generator.variables[i] as Variable).data());
    });
    const metrics = recordTraining(fixture, tensors, gan);
    recordMoments(`after${steps.length}`, tensors, gan);
    recordOutputs(fixture, `after${steps.length}.eval`, tensors, gan, evaluate);
    return { metrics, tensors };
  } finally {
    gan.dispose();
  }
}

function recordTraining(fixture: TorchFixture, recorded: Recorded, gan: Gan): StepMetrics[] {
  recordFirstGradients(recorded, gan.generatorAdam, gan.generator);
  recordFirstGradients(recorded, gan.discriminatorAdam, gan.discriminator);
  return fixture.description.steps.map((_, index) => {
    const step = index + 1;
    const inputs = inputsOf(fixture, step);
    const metrics = trainingStep(gan, inputs);
    disposeInputs(inputs);
    if (fixture.names(`after${step}/`).length > 0) recordState(`after${step}`, recorded, gan);
    return metrics;
  });
}

function recordState(prefix: string, recorded: Recorded, { generator, discriminator, average }: Gan): void {
  for (const variable of [...generator.variables, ...discriminator.variables]) {
    recorded.set(`${prefix}/${torchName(variable)}`, inTorchLayout(variable.shape, variable.data()));
  }
  for (const variable of average?.variables ?? []) {
    recorded.set(`${prefix}.ema/${variable.name}`, inTorchLayout(variable.shape, variable.data()));
  }
}

/** With an average, the generator that is trained has another name. */
function torchName({ name }: Variable): string {
  return name.replace(`${TRAINED_GENERATOR}.`, 'generator.');
}

function recordMoments(prefix: string, recorded: Recorded, { generatorAdam, discriminatorAdam }: Gan): void {
  for (const variable of [...generatorAdam.state, ...discriminatorAdam.state]) {
    const [, parameter, moment] = variable.name.match(/^(.*)\.(exp_avg|exp_avg_sq)$/) as RegExpMatchArray;
    recorded.set(`${prefix}.${moment}/${parameter}`, inTorchLayout(variable.shape, variable.data()));
  }
}

/** The training step hands its gradients to nobody but Adam: they are copied on their way, and go on to it. */
function recordFirstGradients(recorded: Recorded, adam: Adam, network: Network): void {
  const apply = adam.apply.bind(adam);
  vi.spyOn(adam, 'apply').mockImplementation((gradients) => {
    if (adam.step === 0) recordGradients('gradients', recorded, network, gradients);
    apply(gradients);
  });
}

/** The generator's gradients against a discriminator that has not been trained. */
function recordUntrainedGradients(fixture: TorchFixture, recorded: Recorded, gan: Gan): void {
  const { generator, discriminator } = gan;
  tf.tidy(() => {
    const weights = generator.readWeights();
    const { noise, labels } = inputsOf(fixture, 1);
    const { gradients } = pullback(
      () => generator.forwardTraining(weights, noise, labels),
      weights,
      (images) => {
        const loss = (fake: Tensor) => gan.objective.generator(train(discriminator, fake as Tensor4D, labels));
        return { cotangent: tf.grad(loss)(images), extras: [] };
      },
    );
    recordGradients('gradients.untrained', recorded, generator, gradients);
  });
}

function recordGradients(prefix: string, recorded: Recorded, network: Network, gradients: readonly Tensor[]): void {
  network.trainable.forEach((variable, index) => {
    const gradient = gradients[index] as Tensor;
    recorded.set(`${prefix}/${torchName(variable)}`, inTorchLayout(gradient.shape, copy(gradient)));
  });
}

function recordOutputs(
  fixture: TorchFixture,
  prefix: string,
  recorded: Recorded,
  { generator, discriminator }: Gan,
  forward: (network: Network, input: Tensor4D, labels?: Tensor2D) => Tensor4D,
): void {
  tf.tidy(() => {
    const { real, noise, labels } = inputsOf(fixture, 1);
    const fake = forward(generator, noise, labels);
    recorded.set(`${prefix}/fake`, imagesToTorch({ shape: fake.shape, data: copy(fake) }).data);
    for (const [name, images] of [['real', real] as const, ['fake', fake] as const]) {
      const logits = forward(discriminator, images, labels);
      recorded.set(`${prefix}/logits_${name}`, copy(logits));
      recorded.set(`${prefix}/sigmoid_${name}`, copy(tf.sigmoid(logits)));
    }
  });
}

function train(network: Network, input: Tensor4D, labels?: Tensor2D): Tensor4D {
  return network.forwardTraining(network.readWeights(), input, labels);
}

function evaluate(network: Network, input: Tensor4D, labels?: Tensor2D): Tensor4D {
  return network.forwardEvaluation(input, labels);
}

function inputsOf(fixture: TorchFixture, step: number): StepInputs {
  const labels = fixture.labels(step);
  return {
    real: tensor4d(fixture.real(step)),
    noise: tensor4d(fixture.noise(step)),
    labels: labels && oneHot(labels, fixture.sizes.classes),
  };
}

function statistics({ generator, discriminator }: Gan): Variable[] {
  return [...generator.variables, ...discriminator.variables].filter(({ name }) => name.includes('running'));
}

function tensor4d(images: FloatTensor): Tensor4D {
  const { shape, data } = imagesFromTorch(images);
  return tf.tensor4d(data, shape as [number, number, number, number]);
}

function inTorchLayout(shape: readonly number[], data: Float32Array): Float32Array {
  return weightToTorch({ shape, data }).data;
}

function copy(tensor: Tensor): Float32Array {
  return Float32Array.from(tensor.dataSync());
}
