import { describe, expect, it } from 'vitest';
import { installKernels } from '../../../src/engine/kernels.js';
import { type Tensor, tf } from '../../../src/engine/tensorflow.js';
import { centralDifferences, difference, dot, formula } from '../../support/numeric.js';

installKernels();

const SLOPE = 0.2;

const activations = [
  {
    name: 'relu',
    apply: (x: Tensor) => tf.relu(x),
    value: (x: number) => Math.max(0, x),
    derivative: (x: number) => (x > 0 ? 1 : 0),
  },
  {
    name: 'leakyRelu',
    apply: (x: Tensor) => tf.leakyRelu(x, SLOPE),
    value: (x: number) => (x > 0 ? x : SLOPE * x),
    derivative: (x: number) => (x > 0 ? 1 : SLOPE),
  },
  {
    name: 'tanh',
    apply: (x: Tensor) => tf.tanh(x),
    value: Math.tanh,
    derivative: (x: number) => 1 - Math.tanh(x) ** 2,
  },
];

/** Kept off 0, where relu has no derivative to approximate. */
const inputs = Float32Array.from(formula('activation', 60, 0, 3), (x) => x + 0.1 * Math.sign(x));
const cotangent = Float32Array.from(formula('cotangent', 60));

describe.each(activations)('$name', ({ apply, value, derivative }) => {
  function values(x: Float32Array): Float32Array {
    return tf.tidy(() => Float32Array.from(apply(tf.tensor4d(x, [1, 3, 4, 5])).dataSync()));
  }
  function gradient(x: Float32Array, dy: Float32Array): Float32Array {
    return tf.tidy(() => Float32Array.from(tf.grad(apply)(tf.tensor1d(x), tf.tensor1d(dy)).dataSync()));
  }

  it('has the values of its formula', () => {
    expect(difference(values(inputs), Array.from(inputs, value)).maxAbs).toBeLessThan(3e-7);
  });

  it('has the gradient of its formula', () => {
    const expected = Array.from(inputs, (x, i) => derivative(x) * (cotangent[i] as number));
    expect(difference(gradient(inputs, cotangent), expected).maxAbs).toBeLessThan(3e-7);
  });

  it('has the gradient that finite differences approximate', () => {
    const approximated = centralDifferences((x) => dot(values(x), cotangent), inputs, 0.01);
    expect(difference(gradient(inputs, cotangent), approximated).maxAbs).toBeLessThan(3e-4);
  });

  it("has PyTorch's gradient at 0 and saturates without NaN", () => {
    const x = Float32Array.of(0, -0, 40, -40);
    expect([...gradient(x, new Float32Array(4).fill(1))]).toEqual(
      Array.from(x, (element) => Math.fround(derivative(element))),
    );
  });

  it('passes the gradient on in the shape of its input', () => {
    tf.tidy(() => {
      const x = tf.tensor4d(inputs, [1, 3, 4, 5]);
      expect(tf.grad((input) => apply(input).square())(x).shape).toEqual([1, 3, 4, 5]);
    });
  });
});
