import { describe, expect, it } from 'vitest';
import { Adam } from '../../src/engine/adam.js';
import { tf } from '../../src/engine/tensorflow.js';
import { Variable } from '../../src/engine/variable.js';

const options = { lr: 0.0002, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 };
const initial = [0.5, -0.25, 1e-3, 0];

/** A gradient for each step and element; the last element's is tiny, so that epsilon matters. */
const gradientAt = (step: number) => [Math.sin(step), Math.cos(3 * step) * 1e-2, -0.1 / step, 1e-8 * step];

/** PyTorch's documented algorithm in float64. */
function reference(steps: number): number[] {
  const state = initial.map((value) => ({ value, m: 0, v: 0 }));
  for (let step = 1; step <= steps; step++) {
    for (const [i, g] of gradientAt(step).entries()) {
      const s = state[i] as (typeof state)[number];
      s.m = options.beta1 * s.m + (1 - options.beta1) * g;
      s.v = options.beta2 * s.v + (1 - options.beta2) * g * g;
      const mHat = s.m / (1 - options.beta1 ** step);
      const vHat = s.v / (1 - options.beta2 ** step);
      s.value -= (options.lr * mHat) / (Math.sqrt(vHat) + options.epsilon);
    }
  }
  return state.map(({ value }) => value);
}

describe('Adam', () => {
  it('moves as PyTorch’s, over 20 steps, also where epsilon matters', () => {
    const start = tf.tensor1d(initial);
    const parameter = new Variable('parameter', start);
    const adam = new Adam([parameter], options);
    for (let step = 1; step <= 20; step++) {
      const gradient = tf.tensor1d(gradientAt(step));
      adam.apply([gradient]);
      gradient.dispose();
    }
    const expected = reference(20);
    // A float32 near 0.5 is good to 6e-8; each of the 20 updates of about 2e-4 rounds once.
    for (const [i, value] of parameter.data().entries())
      expect(Math.abs(value - (expected[i] as number))).toBeLessThan(6e-7);
    adam.dispose();
    parameter.dispose();
    start.dispose();
  });

  it('refuses gradients that are not one for each parameter', () => {
    expect(() => new Adam([], options).apply([tf.scalar(1)])).toThrow('0 parameters but got 1');
  });
});
