import { afterEach, beforeEach, expect, it } from 'vitest';
import { Adam } from '../../src/engine/adam.js';
import { tf } from '../../src/engine/tensorflow.js';
import { Variable } from '../../src/engine/variable.js';
import { difference, formula } from '../support/numeric.js';

const options = { lr: 0.0002, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 };
const STEPS = 20;
const shapes: Record<string, [number, ...number[]]> = { kernel: [4, 4, 3, 5], scale: [7] };
let variables: Variable[];
let adam: Adam;

beforeEach(() => {
  // From 0, where float32 hides none of an update's digits.
  variables = Object.entries(shapes).map(([name, shape]) => {
    const zeros = tf.zeros(shape);
    const variable = new Variable(name, zeros);
    zeros.dispose();
    return variable;
  });
  adam = new Adam(variables, options);
});

afterEach(() => {
  adam.dispose();
  for (const variable of variables) variable.dispose();
});

/** A step's gradients, spread over many orders of magnitude down to epsilon's; the first is always 0. */
function gradientsOf(step: number): Float32Array[] {
  return variables.map(({ name, size }) => {
    const values = formula(`${name}.${step}`, size);
    return Float32Array.from(values, (value, i) => (i === 0 ? 0 : value * 10 ** -(i % 10)));
  });
}

function apply(gradients: readonly Float32Array[]): void {
  tf.tidy(() => adam.apply(gradients.map((data, i) => tf.tensor(data, [...(variables[i] as Variable).shape]))));
}

/** torch.optim.Adam without weight decay, as its documentation states it, in float64. */
class ReferenceAdam {
  readonly value: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
  #step = 0;

  constructor(size: number) {
    [this.value, this.first, this.second] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  }

  apply(gradient: Float32Array): void {
    const { lr, beta1, beta2, epsilon } = options;
    const { value, first, second } = this;
    this.#step += 1;
    gradient.forEach((g, i) => {
      first[i] = beta1 * (first[i] as number) + (1 - beta1) * g;
      second[i] = beta2 * (second[i] as number) + (1 - beta2) * g ** 2;
      const corrected = (first[i] as number) / (1 - beta1 ** this.#step);
      const deviation = Math.sqrt((second[i] as number) / (1 - beta2 ** this.#step));
      value[i] = (value[i] as number) - (lr * corrected) / (deviation + epsilon);
    });
  }
}

it(`makes PyTorch's updates over ${STEPS} steps`, () => {
  const references = variables.map(({ size }) => new ReferenceAdam(size));
  for (let step = 1; step <= STEPS; step++) {
    const gradients = gradientsOf(step);
    apply(gradients);
    references.forEach((reference, i) => {
      reference.apply(gradients[i] as Float32Array);
    });
    variables.forEach((variable, i) => {
      const [first, second] = adam.state.slice(2 * i, 2 * i + 2) as [Variable, Variable];
      const reference = references[i] as ReferenceAdam;
      // In units of lr, about the size of a step. TensorFlow's float32 beta2 makes √v smaller by 6e-6 of itself.
      expect(difference(variable.data(), reference.value).maxAbs / options.lr).toBeLessThan(2e-5 * step);
      expect(difference(first.data(), reference.first).maxRelative).toBeLessThan(1e-6);
      expect(difference(second.data(), reference.second).maxRelative).toBeLessThan(2e-5);
    });
  }
  expect(adam.step).toBe(STEPS);
});

it('goes on as if it had never stopped once its state is loaded', () => {
  for (let step = 1; step <= 3; step++) apply(gradientsOf(step));
  const saved = { weights: variables.map((v) => v.data()), state: adam.state.map((v) => v.data()), step: adam.step };
  apply(gradientsOf(4));
  const expected = variables.map((variable) => variable.data());
  adam.dispose();
  adam = new Adam(variables, options);
  adam.step = saved.step;
  for (const [i, variable] of variables.entries()) variable.load(saved.weights[i] as Float32Array);
  for (const [i, variable] of adam.state.entries()) variable.load(saved.state[i] as Float32Array);
  apply(gradientsOf(4));
  expect(variables.map((variable) => variable.data())).toEqual(expected);
});

it("names its moments as PyTorch's optimizer does, after their parameter", () => {
  const names = ['kernel.exp_avg', 'kernel.exp_avg_sq', 'scale.exp_avg', 'scale.exp_avg_sq'];
  expect(adam.state.map(({ name }) => name)).toEqual(names);
  expect(adam.state.map(({ shape }) => shape)).toEqual([[4, 4, 3, 5], [4, 4, 3, 5], [7], [7]]);
});

it('refuses another number of gradients than it has parameters', () => {
  expect(() => apply([])).toThrow('2 parameters but got 0 gradients');
  expect(adam.step).toBe(0);
});

it('refuses a gradient of another shape', () => {
  tf.tidy(() => {
    expect(() => adam.apply([tf.zeros([4, 4, 3, 5]), tf.zeros([6])])).toThrow('shape');
  });
});

it('leaves no tensor behind', () => {
  const before = tf.memory().numTensors;
  const another = new Adam(variables, options);
  const made = tf.memory().numTensors;
  tf.tidy(() => another.apply(variables.map(({ shape }) => tf.ones([...shape]))));
  expect(tf.memory().numTensors).toBe(made);
  another.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
