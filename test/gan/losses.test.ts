import { describe, expect, it } from 'vitest';
import { type Tensor, tf } from '../../src/engine/tensorflow.js';
import { binaryCrossEntropy, FAKE, meanProbability, REAL } from '../../src/gan/losses.js';
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
  { what: 'real', target: REAL, loss: (x: number) => -Math.log(sigmoid(x)) },
  { what: 'generated', target: FAKE, loss: (x: number) => -Math.log(1 - sigmoid(x)) },
] as const)('the loss against $what', ({ target, loss }) => {
  it('is the mean of PyTorch’s BCELoss on probabilities', () => {
    const ours = scalarOf((answers) => binaryCrossEntropy(answers, target), logits);
    expect(Math.abs(ours - mean(Array.from(logits, loss)))).toBeLessThan(1e-6);
  });

  it('has the gradient (probability − target) / batch', () => {
    const gradient = tf.tidy(() =>
      Float32Array.from(
        tf
          .grad((answers) => binaryCrossEntropy(answers, target))(tf.tensor1d(logits))
          .dataSync(),
      ),
    );
    const expected = Array.from(logits, (x) => (sigmoid(x) - target) / logits.length);
    expect(difference(gradient, expected).maxRelative).toBeLessThan(1e-6);
  });

  it('stays exact and finite where a probability rounds to 0 or 1', () => {
    const wrong = target === REAL ? -200 : 200;
    expect(scalarOf((answers) => binaryCrossEntropy(answers, target), [wrong])).toBe(200);
    expect(scalarOf((answers) => binaryCrossEntropy(answers, target), [-wrong])).toBe(0);
    const gradient = tf.tidy(() =>
      tf
        .grad((answers) => binaryCrossEntropy(answers, target))(tf.tensor1d([wrong]))
        .dataSync(),
    );
    expect(gradient[0]).toBe(target === REAL ? -1 : 1);
  });

  it('is NaN for NaN', () => {
    expect(scalarOf((answers) => binaryCrossEntropy(answers, target), [0, Number.NaN])).toBeNaN();
  });
});

it('reports the mean of the probabilities', () => {
  const expected = mean(Array.from(logits, sigmoid));
  expect(Math.abs(scalarOf(meanProbability, logits) - expected)).toBeLessThan(1e-6);
});
