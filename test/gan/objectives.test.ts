import { describe, expect, it } from 'vitest';
import { type Tensor, tf } from '../../src/engine/tensorflow.js';
import { bce } from '../../src/gan/objectives/bce.js';
import { hinge } from '../../src/gan/objectives/hinge.js';
import { difference, formula } from '../support/numeric.js';

const logits = Float32Array.from(formula('logits', 40, 0, 8));
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function scalarOf(compute: (answers: Tensor) => Tensor, values: ArrayLike<number>): number {
  return tf.tidy(
    () => compute(tf.tensor4d(Float32Array.from(values), [values.length, 1, 1, 1])).dataSync()[0] as number,
  );
}

describe.each([
  { what: 'real', target: 1, ours: bce.onReal, loss: (x: number) => -Math.log(sigmoid(x)) },
  { what: 'generated', target: 0, ours: bce.onFake, loss: (x: number) => -Math.log(1 - sigmoid(x)) },
] as const)('binary cross entropy against $what', ({ target, ours: lossOf, loss }) => {
  it('is the mean of PyTorch’s BCELoss on probabilities', () => {
    const ours = scalarOf(lossOf, logits);
    expect(Math.abs(ours - mean(Array.from(logits, loss)))).toBeLessThan(1e-6);
  });

  it('has the gradient (probability − target) / batch', () => {
    const gradient = tf.tidy(() => Float32Array.from(tf.grad(lossOf)(tf.tensor1d(logits)).dataSync()));
    const expected = Array.from(logits, (x) => (sigmoid(x) - target) / logits.length);
    expect(difference(gradient, expected).maxRelative).toBeLessThan(1e-6);
  });

  it('stays exact and finite where a probability rounds to 0 or 1', () => {
    const wrong = target === 1 ? -200 : 200;
    expect(scalarOf(lossOf, [wrong])).toBe(200);
    expect(scalarOf(lossOf, [-wrong])).toBe(0);
    const gradient = tf.tidy(() =>
      tf
        .grad(lossOf)(tf.tensor1d([wrong]))
        .dataSync(),
    );
    expect(gradient[0]).toBe(target === 1 ? -1 : 1);
  });

  it('is NaN for NaN', () => {
    expect(scalarOf(lossOf, [0, Number.NaN])).toBeNaN();
  });
});

it('reports the mean of the probabilities', () => {
  const expected = mean(Array.from(logits, sigmoid));
  expect(Math.abs(scalarOf(bce.reported, logits) - expected)).toBeLessThan(1e-6);
});

describe('the hinge loss', () => {
  it('counts what D has less than 1 on the right side, and nothing of the rest', () => {
    expect(scalarOf(hinge.onReal, [3, 0.5, -1])).toBeCloseTo((0 + 0.5 + 2) / 3, 6);
    expect(scalarOf(hinge.onFake, [-3, -0.5, 1])).toBeCloseTo((0 + 0.5 + 2) / 3, 6);
    const gradient = tf.tidy(() => [
      ...tf
        .grad(hinge.onReal)(tf.tensor1d([3, 0.5, -1, 0]))
        .dataSync(),
    ]);
    expect(gradient).toEqual([0, -0.25, -0.25, -0.25].map((value) => expect.closeTo(value, 6)));
  });

  it('has G raise D’s output without end', () => {
    expect(scalarOf(hinge.generator, [-2, 5])).toBe(-1.5);
    const gradient = tf.tidy(() => [
      ...tf
        .grad(hinge.generator)(tf.tensor1d([-200, 200]))
        .dataSync(),
    ]);
    expect(gradient).toEqual([-0.5, -0.5]);
  });
});
