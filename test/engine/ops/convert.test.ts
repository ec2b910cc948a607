import { describe, expect, it } from 'vitest';
import { floatType } from '../../../src/engine/backend.js';
import { installKernels } from '../../../src/engine/kernels.js';
import { batchNormTraining } from '../../../src/engine/ops/batch-norm.js';
import { convert } from '../../../src/engine/ops/convert.js';
import { type Tensor, tf } from '../../../src/engine/tensorflow.js';
import { difference, formula } from '../../support/numeric.js';

installKernels();

function throughBfloat16(values: readonly number[]): number[] {
  return tf.tidy(() => [...convert(convert(tf.tensor1d([...values]), 'bfloat16'), 'float32').dataSync()]);
}

describe('bfloat16', () => {
  it('keeps 8 bits of the mantissa, rounded to the nearest and ties to even', () => {
    expect(throughBfloat16([1, 1 + 2 ** -7, 1 + 2 ** -8, 1 + 3 * 2 ** -8, -1 - 2 ** -9])).toEqual([
      1,
      1 + 2 ** -7,
      1,
      1 + 2 ** -6,
      -1,
    ]);
  });

  it('keeps the range of float32, infinities and NaN', () => {
    const [large, small, infinite, nan] = throughBfloat16([2 ** 127, 2 ** -126, Number.POSITIVE_INFINITY, Number.NaN]);
    expect([large, small, infinite]).toEqual([2 ** 127, 2 ** -126, Number.POSITIVE_INFINITY]);
    expect(nan).toBeNaN();
  });

  it('is a type of the engine alone: tfjs can not read it', () => {
    tf.tidy(() => {
      const narrow = convert(tf.tensor1d([1, 2, 3]), 'bfloat16');
      expect(floatType(narrow)).toBe('bfloat16');
      expect(() => narrow.dataSync()).toThrow();
    });
  });

  it('gives a tensor back as it is when it has the type already', () => {
    tf.tidy(() => {
      const x = tf.tensor1d([1]);
      expect(convert(x, 'float32')).toBe(x);
    });
  });

  it('passes gradients back in the type of what was converted', () => {
    tf.tidy(() => {
      const x = tf.tensor1d([0.1, -0.2]);
      const gradient = tf.grad((value: Tensor) => convert(convert(value, 'bfloat16'), 'float32').square())(x);
      expect(floatType(gradient)).toBe('float32');
      expect(difference(Float32Array.from(gradient.dataSync()), [0.2, -0.4]).maxRelative).toBeLessThan(2 ** -7);
    });
  });
});

describe('in bfloat16', () => {
  const values = Float32Array.from(formula('bfloat16', 2 * 4 * 4 * 3));
  const weights = Float32Array.from(formula('weights', values.length));

  /** Value and gradient of Σ weights · f(x), computed in the type. */
  function valueAndGradient(type: 'float32' | 'bfloat16', f: (x: Tensor) => Tensor) {
    return tf.tidy(() => {
      const x = tf.tensor4d(values, [2, 4, 4, 3]);
      const g = tf.tensor4d(weights, [2, 4, 4, 3]);
      const { value, grad } = tf.valueAndGrad((input: Tensor) =>
        convert(f(convert(input, type)), 'float32')
          .mul(g)
          .sum(),
      )(x);
      return { value: value.dataSync()[0] as number, gradient: Float32Array.from(grad.dataSync()) };
    });
  }

  const scale = () => tf.tensor1d([1, 2, 0.5]);
  const ops = {
    relu: (x: Tensor) => tf.relu(x),
    leakyRelu: (x: Tensor) => tf.leakyRelu(x, 0.2),
    tanh: (x: Tensor) => tf.tanh(x),
    'batch norm': (x: Tensor) =>
      batchNormTraining(x, scale(), tf.tensor1d([0, 1, -1]), tf.zeros([3]), tf.ones([3])).y as Tensor,
  };

  it.each(Object.entries(ops))('%s and its gradient equal float32’s to 8 bits', (_name, f) => {
    const [wide, narrow] = [valueAndGradient('float32', f), valueAndGradient('bfloat16', f)];
    expect(Math.abs(narrow.value - wide.value)).toBeLessThan(0.02 * Math.sqrt(values.length));
    expect(difference(narrow.gradient, wide.gradient).maxRelative).toBeLessThan(2 ** -5);
  });

  it('batch norm keeps its statistics in float32', () => {
    tf.tidy(() => {
      const x = tf.tensor4d(values, [2, 4, 4, 3]);
      const [zeros, ones] = [tf.zeros([3]), tf.ones([3])];
      const wide = batchNormTraining(x, ones, zeros, zeros, ones);
      const narrow = batchNormTraining(convert(x, 'bfloat16'), ones, zeros, zeros, ones);
      for (const name of ['runningMean', 'runningVariance'] as const) {
        const actual = Float32Array.from(narrow[name].dataSync());
        expect(difference(actual, Float32Array.from(wide[name].dataSync())).maxAbs).toBeLessThan(1e-3);
      }
    });
  });
});
