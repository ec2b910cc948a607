import { describe, expect, it } from 'vitest';
import { installKernels } from '../../../src/engine/kernels.js';
import { batchNormInference, batchNormTraining } from '../../../src/engine/ops/batch-norm.js';
import { type Tensor, tf } from '../../../src/engine/tensorflow.js';
import { BATCH_NORM } from '../../../src/models/layers/batch-norm2d.js';
import { centralDifferences, difference, dot, formula } from '../../support/numeric.js';

installKernels();

const SHAPE: [number, number, number, number] = [3, 4, 2, 5];
const CHANNELS = SHAPE[3];
const SIZE = SHAPE.reduce((product, length) => product * length);
const COUNT = SIZE / CHANNELS;

const x = floats('batch-norm.x', SIZE, 0.5, 2);
const scale = floats('batch-norm.scale', CHANNELS, 1, 0.5);
const offset = floats('batch-norm.offset', CHANNELS, 0, 0.5);
const runningMean = floats('batch-norm.mean', CHANNELS, 0, 0.5);
const runningVariance = floats('batch-norm.variance', CHANNELS, 1, 0.5);
const cotangent = floats('batch-norm.cotangent', SIZE, 0, 1);

function floats(label: string, count: number, middle: number, halfWidth: number): Float32Array {
  return Float32Array.from(formula(label, count, middle, halfWidth));
}

/** The readable form: what the fused op is held against. */
function reference(input: Tensor, gamma: Tensor, beta: Tensor): Tensor {
  const { mean, variance } = tf.moments(input, [0, 1, 2]);
  return input.sub(mean).div(variance.add(BATCH_NORM.epsilon).sqrt()).mul(gamma).add(beta);
}

function fused(input: Tensor, gamma: Tensor, beta: Tensor): Tensor {
  return batchNormTraining(input, gamma, beta, tf.tensor1d(runningMean), tf.tensor1d(runningVariance)).y;
}

function normalise(input: Float32Array, gamma: Float32Array, beta: Float32Array): Float32Array {
  return tf.tidy(() => copy(fused(tf.tensor4d(input, SHAPE), tf.tensor1d(gamma), tf.tensor1d(beta))));
}

function gradients(norm: typeof reference): Float32Array[] {
  return tf.tidy(() => {
    const parameters = [tf.tensor4d(x, SHAPE), tf.tensor1d(scale), tf.tensor1d(offset)];
    const grads = tf.grads((input: Tensor, gamma: Tensor, beta: Tensor) => norm(input, gamma, beta));
    return grads(parameters, tf.tensor4d(cotangent, SHAPE)).map(copy);
  });
}

function copy(tensor: Tensor): Float32Array {
  return Float32Array.from(tensor.dataSync());
}

/** The elements of one channel, in float64. */
function channel(index: number): number[] {
  return Array.from({ length: COUNT }, (_, i) => x[i * CHANNELS + index] as number);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('batch norm in training', () => {
  it('normalises as the readable form does', () => {
    const expected = tf.tidy(() => copy(reference(tf.tensor4d(x, SHAPE), tf.tensor1d(scale), tf.tensor1d(offset))));
    expect(difference(normalise(x, scale, offset), expected).maxAbs).toBeLessThan(2e-6);
  });

  it("has the readable form's gradients of input, scale and offset", () => {
    const expected = gradients(reference);
    gradients(fused).forEach((gradient, index) => {
      expect(difference(gradient, expected[index] as Float32Array).maxRelative).toBeLessThan(1e-5);
    });
  });

  it('has the gradients that finite differences approximate', () => {
    const [dx, dscale, doffset] = gradients(fused) as [Float32Array, Float32Array, Float32Array];
    const loss = (y: Float32Array) => dot(y, cotangent);
    const expected = {
      dx: centralDifferences((input) => loss(normalise(input, scale, offset)), x, 0.02),
      dscale: centralDifferences((gamma) => loss(normalise(x, gamma, offset)), scale, 0.02),
      doffset: centralDifferences((beta) => loss(normalise(x, scale, beta)), offset, 0.02),
    };
    expect(difference(dx, expected.dx).maxRelative).toBeLessThan(1e-3);
    expect(difference(dscale, expected.dscale).maxRelative).toBeLessThan(1e-3);
    expect(difference(doffset, expected.doffset).maxRelative).toBeLessThan(1e-3);
  });

  it('does not divide by zero when a channel has one value throughout', () => {
    const y = normalise(new Float32Array(SIZE).fill(0.7), scale, offset);
    expect(
      difference(
        y,
        Float32Array.from({ length: SIZE }, (_, i) => offset[i % CHANNELS] as number),
      ).maxAbs,
    ).toBeLessThan(1e-4);
  });

  it("moves the running statistics a tenth towards the batch's mean and its unbiased variance", () => {
    const means = Array.from({ length: CHANNELS }, (_, c) => mean(channel(c)));
    const variances = means.map((middle, c) => mean(channel(c).map((value) => (value - middle) ** 2)));
    const moved = (old: Float32Array, batch: readonly number[]) =>
      Array.from(old, (value, c) => 0.9 * value + 0.1 * (batch[c] as number));
    const [newMean, newVariance] = tf.tidy(() => {
      const [m, v] = [tf.tensor1d(runningMean), tf.tensor1d(runningVariance)];
      const result = batchNormTraining(tf.tensor4d(x, SHAPE), tf.tensor1d(scale), tf.tensor1d(offset), m, v);
      return [copy(result.runningMean), copy(result.runningVariance)] as const;
    });
    expect(difference(newMean, moved(runningMean, means)).maxAbs).toBeLessThan(1e-6);
    const unbiased = variances.map((variance) => (variance * COUNT) / (COUNT - 1));
    expect(difference(newVariance, moved(runningVariance, unbiased)).maxAbs).toBeLessThan(1e-6);
  });
});

it('normalises with the given statistics in inference', () => {
  const y = tf.tidy(() => {
    const [gamma, beta, m, v] = [scale, offset, runningMean, runningVariance].map((values) => tf.tensor1d(values));
    return copy(batchNormInference(tf.tensor4d(x, SHAPE), gamma as Tensor, beta as Tensor, m as Tensor, v as Tensor));
  });
  const expected = Float64Array.from(x, (value, i) => {
    const c = i % CHANNELS;
    const [gamma, beta, m, v] = [scale[c], offset[c], runningMean[c], runningVariance[c]] as [
      number,
      number,
      number,
      number,
    ];
    return ((value - m) / Math.sqrt(v + BATCH_NORM.epsilon)) * gamma + beta;
  });
  expect(difference(y, expected).maxAbs).toBeLessThan(2e-6);
});

it("has PyTorch's momentum and epsilon", () => {
  expect(BATCH_NORM).toEqual({ momentum: 0.1, epsilon: 1e-5 });
});
