import { describe, expect, it } from 'vitest';
import '../../src/engine/ops/activations.js';
import { BATCH_NORM, batchNormTraining } from '../../src/engine/ops/batch-norm.js';
import { imagesFromBytes, imagesToBytes } from '../../src/engine/pixels.js';
import { pullback } from '../../src/engine/pullback.js';
import { statelessNormal } from '../../src/engine/random.js';
import { type Tensor, type Tensor4D, tf } from '../../src/engine/tensorflow.js';
import { Variable } from '../../src/engine/variable.js';

const draw = (shape: number[], index: number) => statelessNormal(shape, { seed: 3, stream: 'noise', index });

function expectClose(actual: Tensor, expected: Tensor, tolerance = 1e-5): void {
  expect(actual.shape).toEqual(expected.shape);
  const scale = Math.max(1, tf.max(tf.abs(expected)).arraySync() as number);
  expect(tf.max(tf.abs(tf.sub(actual, expected))).arraySync() as number).toBeLessThan(tolerance * scale);
}

describe('batch norm in training', () => {
  const x = draw([4, 5, 5, 3], 1).mul(2).add(1) as Tensor4D;
  const [scale, offset, dy] = [draw([3], 2), draw([3], 3), draw([4, 5, 5, 3], 4)] as [Tensor, Tensor, Tensor];
  const [mean, variance] = [tf.zeros([3]), tf.ones([3])];

  /** The formula in plain tfjs ops, which differentiates itself. */
  const reference = (input: Tensor, gamma: Tensor, beta: Tensor) => {
    const moments = tf.moments(input, [0, 1, 2]);
    return input.sub(moments.mean).div(moments.variance.add(BATCH_NORM.epsilon).sqrt()).mul(gamma).add(beta);
  };

  it('equals the formula, forward and backward', () => {
    const fused = (input: Tensor, gamma: Tensor, beta: Tensor) =>
      batchNormTraining(input, gamma, beta, mean, variance).y;
    expectClose(fused(x, scale, offset), reference(x, scale, offset));
    const gradients = tf.grads(fused)([x, scale, offset], dy);
    for (const [i, expected] of tf.grads(reference)([x, scale, offset], dy).entries()) {
      expectClose(gradients[i] as Tensor, expected);
    }
  });

  it('moves the running statistics as PyTorch: a tenth of the new, and the unbiased variance', () => {
    const { runningMean, runningVariance } = batchNormTraining(x, scale, offset, mean, variance);
    const moments = tf.moments(x, [0, 1, 2]);
    const count = 4 * 5 * 5;
    expectClose(runningMean, moments.mean.mul(0.1));
    expectClose(runningVariance, moments.variance.mul((0.1 * count) / (count - 1)).add(0.9));
  });
});

describe('the activations’ fused gradients', () => {
  const x = draw([64], 5);
  const dy = draw([64], 6);
  it.each([
    ['relu', (v: Tensor) => tf.relu(v), () => tf.cast(tf.greater(x, 0), 'float32')],
    [
      'leakyRelu',
      (v: Tensor) => tf.leakyRelu(v, 0.2),
      () => tf.where(tf.greater(x, 0), tf.onesLike(x), tf.fill([64], 0.2)),
    ],
    ['tanh', (v: Tensor) => tf.tanh(v), () => tf.sub(1, tf.square(tf.tanh(x)))],
  ])('%s', (_name, activation, derivative) => {
    expectClose(tf.grad(activation)(x, dy), dy.mul(derivative()));
  });
});

describe('pullback', () => {
  it('gives the gradient of the whole, also when the interlude takes gradients of its own', () => {
    const w = draw([6], 7);
    const x = draw([6], 8);
    const whole = tf.grad((v: Tensor) => tf.sum(tf.square(tf.tanh(v.mul(x)))))(w);
    const { gradients, extras } = pullback(
      () => tf.tanh(w.mul(x)),
      [w],
      (value) => {
        const loss = tf.valueAndGrad((v: Tensor) => tf.sum(tf.square(v)))(value);
        return { cotangent: loss.grad, extras: [loss.value] as const };
      },
    );
    expectClose(gradients[0] as Tensor, whole);
    expectClose(extras[0], tf.sum(tf.square(tf.tanh(w.mul(x)))));
  });
});

describe('a variable', () => {
  it('holds a value that reads and copies apart from it, and refuses another shape', () => {
    const variable = new Variable('v', tf.tensor1d([1, 2]));
    const copy = variable.data();
    variable.load(Float32Array.of(3, 4));
    expect([...copy]).toEqual([1, 2]);
    expect([...variable.data()]).toEqual([3, 4]);
    expect([...variable.read().dataSync()]).toEqual([3, 4]);
    expect(() => variable.assign(tf.tensor1d([1]))).toThrow('variable v');
    variable.dispose();
  });
});

describe('stateless noise', () => {
  it('is normal, and depends on seed, stream and index', () => {
    const at = (seed: number, stream: 'noise' | 'weights', index: number) =>
      statelessNormal([1000], { seed, stream, index }).dataSync().join();
    expect(at(1, 'noise', 0)).toBe(at(1, 'noise', 0));
    expect(new Set([at(1, 'noise', 0), at(2, 'noise', 0), at(1, 'weights', 0), at(1, 'noise', 1)]).size).toBe(4);
    const { mean, variance } = tf.moments(draw([100_000], 9));
    expect(Math.abs(mean.arraySync() as number)).toBeLessThan(0.01);
    expect(Math.abs((variance.arraySync() as number) - 1)).toBeLessThan(0.015);
  });
});

describe('pixels', () => {
  it('come back exactly, every level', () => {
    const levels = Uint8Array.from({ length: 256 }, (_, i) => i);
    const images = imagesFromBytes(levels, [1, 16, 16, 1]);
    expect(tf.min(images).arraySync()).toBe(-1);
    expect(tf.max(images).arraySync()).toBe(1);
    expect(imagesToBytes(images)).toEqual(levels);
  });
});
