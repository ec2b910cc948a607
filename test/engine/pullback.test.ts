import { expect, it } from 'vitest';
import { pullback } from '../../src/engine/pullback.js';
import { type Tensor, tf } from '../../src/engine/tensorflow.js';
import { difference, formula } from '../support/numeric.js';

function matrix(label: string, rows: number, columns: number): Tensor {
  return tf.tensor2d(Float32Array.from(formula(label, rows * columns)), [rows, columns]);
}

function layer(x: Tensor, weight: Tensor): Tensor {
  return tf.tanh(tf.matMul(x, weight));
}

function loss(y: Tensor): Tensor {
  return tf.mean(tf.square(y));
}

function differences(actual: readonly Tensor[], expected: readonly Tensor[]): number[] {
  return expected.map((tensor, i) => {
    const other = (actual[i] as Tensor).dataSync() as Float32Array;
    return difference(other, tensor.dataSync() as Float32Array).maxRelative;
  });
}

const EXACTLY_ENOUGH = 1e-6;

it('gives the gradients of the composed function, and the extras', () => {
  tf.tidy(() => {
    const inputs = [matrix('x', 3, 4), matrix('w', 4, 2)];
    const [x, weight] = inputs as [Tensor, Tensor];
    const { gradients, extras } = pullback(
      () => layer(x, weight),
      inputs,
      (y) => {
        const { value, grad } = tf.valueAndGrad(loss)(y);
        return { cotangent: grad, extras: [value, tf.sum(y)] as const };
      },
    );
    const expected = tf.grads((a: Tensor, b: Tensor) => loss(layer(a, b)))(inputs);
    expect(Math.max(...differences(gradients, expected))).toBeLessThan(EXACTLY_ENOUGH);
    expect(differences(extras, [loss(layer(x, weight)), tf.sum(layer(x, weight))])).toEqual([0, 0]);
  });
});

it('lets the callback take gradients of its own, of the same value and through another pullback', () => {
  tf.tidy(() => {
    const [x, weight, discriminator] = [matrix('x', 3, 4), matrix('w', 4, 2), matrix('discriminator', 2, 1)];
    const lossBy = (y: Tensor, by: Tensor) => loss(layer(y, by));
    const { gradients, extras } = pullback(
      () => layer(x, weight),
      [weight],
      (y) => {
        // As in a training step: the discriminator's own gradient first, then the value's under its successor.
        const inner = pullback(
          () => layer(y, discriminator),
          [discriminator],
          (answer) => ({ cotangent: tf.grad(loss)(answer), extras: [] }),
        );
        const better = discriminator.sub(inner.gradients[0] as Tensor);
        return { cotangent: tf.grad((value) => lossBy(value, better))(y), extras: [better] as const };
      },
    );
    const innerGradient = tf.grad((by) => lossBy(layer(x, weight), by))(discriminator);
    const better = discriminator.sub(innerGradient);
    const expected = tf.grad((w) => lossBy(layer(x, w), better))(weight);
    expect(Math.max(...differences([...gradients, ...extras], [expected, better]))).toBeLessThan(EXACTLY_ENOUGH);
  });
});

it('runs forward and callback once each, in that order', () => {
  const calls: string[] = [];
  tf.tidy(() => {
    const x = matrix('x', 2, 2);
    const forward = () => {
      calls.push('forward');
      return x.square();
    };
    pullback(forward, [x], (y) => {
      calls.push('callback');
      return { cotangent: tf.onesLike(y), extras: [] };
    });
  });
  expect(calls).toEqual(['forward', 'callback']);
});

it('keeps only gradients and extras', () => {
  const x = matrix('x', 3, 3);
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const start = tf.memory().numTensors;
    pullback(
      () => layer(x, x),
      [x],
      (y) => ({ cotangent: tf.grad(loss)(y), extras: [loss(y)] as const }),
    );
    expect(tf.memory().numTensors).toBe(start + 2);
  });
  expect(tf.memory().numTensors).toBe(before);
  x.dispose();
});

it('frees what the backward pass has used while it is under way', () => {
  const tensors: number[] = [];
  const counted = tf.customGrad((x) => ({
    value: (x as Tensor).clone(),
    gradFunc: (dy: Tensor) => {
      tensors.push(tf.memory().numTensors);
      return dy;
    },
  }));
  tf.tidy(() => {
    const x = matrix('x', 3, 3);
    const chain = (from: Tensor) => Array.from({ length: 10 }).reduce((y: Tensor) => layer(counted(y), x), from);
    pullback(
      () => chain(x),
      [x],
      (y) => ({ cotangent: tf.onesLike(y), extras: [] }),
    );
  });
  expect(tensors).toHaveLength(10);
  expect(tensors.at(-1)).toBeLessThan((tensors[0] as number) - 10);
});

it('refuses inputs that the value does not depend on, all or one of them', () => {
  tf.tidy(() => {
    const [x, stranger] = [matrix('x', 2, 2), matrix('stranger', 2, 2)];
    const attempt = (inputs: Tensor[]) => () =>
      pullback(
        () => x.square(),
        inputs,
        (y) => ({ cotangent: tf.onesLike(y), extras: [] }),
      );
    expect(attempt([stranger])).toThrow('Cannot compute gradient');
    expect(attempt([x, stranger])).toThrow('does not depend on input 1');
  });
});

it('refuses a cotangent of another shape', () => {
  tf.tidy(() => {
    const x = matrix('x', 2, 2);
    const attempt = () =>
      pullback(
        () => x.square(),
        [x],
        () => ({ cotangent: tf.ones([3]), extras: [] }),
      );
    expect(attempt).toThrow('shape');
  });
});

it('passes on what the callback throws, and gradients work afterwards', () => {
  tf.tidy(() => {
    const x = matrix('x', 2, 2);
    const attempt = () =>
      pullback(
        () => x.square(),
        [x],
        () => {
          throw new Error('in between');
        },
      );
    expect(attempt).toThrow('in between');
    expect(differences([tf.grad(loss)(x)], [x.mul(0.5)])[0]).toBeLessThan(EXACTLY_ENOUGH);
  });
});
