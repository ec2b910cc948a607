import { afterEach, expect, it } from 'vitest';
import { attribute, runOp, runUnaryOutputOp } from '../../src/engine/backend.js';
import { type Tensor, tf } from '../../src/engine/tensorflow.js';
import { Variable } from '../../src/engine/variable.js';

const made: Variable[] = [];
afterEach(() => {
  for (const variable of made.splice(0)) variable.dispose();
});

/** A variable that the test disposes itself. */
function makeVariable(values: number[], shape: number[] = [values.length]): Variable {
  const initial = tf.tensor(values, shape);
  const variable = new Variable('test', initial);
  initial.dispose();
  return variable;
}

function variableOf(values: number[], shape?: number[]): Variable {
  const variable = makeVariable(values, shape);
  made.push(variable);
  return variable;
}

it('holds what it was made of', () => {
  const variable = variableOf([1, 2, 3, 4, 5, 6], [2, 3]);
  expect(variable).toMatchObject({ name: 'test', shape: [2, 3], size: 6 });
  expect([...variable.data()]).toEqual([1, 2, 3, 4, 5, 6]);
});

it('outlives the tidy that it is made in', () => {
  tf.tidy(() => {
    variableOf([7]);
  });
  expect([...(made[0] as Variable).data()]).toEqual([7]);
});

it('is not the same as another of its name', () => {
  const [one, other] = [variableOf([1]), variableOf([2])];
  one.load(Float32Array.of(3));
  expect([...other.data()]).toEqual([2]);
});

it('takes a new value from a tensor or an array', () => {
  const variable = variableOf([1, 2]);
  tf.tidy(() => variable.assign(tf.tensor1d([3, 4])));
  expect([...variable.data()]).toEqual([3, 4]);
  variable.load(Float32Array.of(5, 6));
  expect([...variable.data()]).toEqual([5, 6]);
});

it('holds a scalar', () => {
  const variable = variableOf([3], []);
  expect(variable).toMatchObject({ shape: [], size: 1 });
  expect([...variable.data()]).toEqual([3]);
});

it('keeps its own copy of what it was given', () => {
  // TensorFlow goes on using an array's memory only where that is aligned to 64 bytes: by chance, so many are tried.
  const kept = Array.from({ length: 100 }, () => {
    const values = Float32Array.of(1, 2);
    const variable = variableOf([0, 0]);
    variable.load(values);
    values[0] = 99;
    return [...variable.data()];
  });
  expect(kept).toEqual(Array(100).fill([1, 2]));
});

it('gives out a copy of its data, not a view', () => {
  const variable = variableOf([1, 2]);
  const before = variable.data();
  variable.load(Float32Array.of(3, 4));
  expect([...before]).toEqual([1, 2]);
  before[0] = 99;
  expect([...variable.data()]).toEqual([3, 4]);
});

it('leaves a tensor that was read alone when it changes', () => {
  const variable = variableOf([1, 2]);
  tf.tidy(() => {
    const read = variable.read();
    variable.assign(tf.tensor1d([3, 4]));
    expect([...read.dataSync()]).toEqual([1, 2]);
  });
});

it('changes when an op is given its resource, and a tensor that was read does not', () => {
  const variable = variableOf([1, 2]);
  tf.tidy(() => {
    const read = variable.read();
    const one = tf.scalar(1);
    const flags = [attribute.type('T', 'float32'), attribute.bool('use_locking', false)];
    const descent = [variable.resource, one, tf.tensor1d([10, 20])];
    runOp('ResourceApplyGradientDescent', flags, descent, 0);
    expect([...read.dataSync()]).toEqual([1, 2]);
    expect([...variable.data()]).toEqual([-9, -18]);
  });
});

it('refuses a value of another shape and stays what it was', () => {
  const variable = variableOf([1, 2]);
  tf.tidy(() => {
    expect(() => variable.assign(tf.zeros([2, 1]))).toThrow('variable test');
    expect(() => variable.assign(tf.zeros([3]))).toThrow('variable test');
  });
  expect(() => variable.load(Float32Array.of(1, 2, 3))).toThrow();
  expect([...variable.data()]).toEqual([1, 2]);
});

it('keeps NaN and Infinity as they are', () => {
  expect([...variableOf([Number.NaN, Number.POSITIVE_INFINITY]).data()]).toEqual([
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ]);
});

it('leaves no tensor behind', () => {
  const before = tf.memory().numTensors;
  const variable = makeVariable(Array(100).fill(1));
  const held = tf.memory().numTensors;
  variable.data();
  variable.load(new Float32Array(100));
  expect(tf.memory().numTensors).toBe(held);
  variable.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('is gone from TensorFlow once disposed', () => {
  const variable = makeVariable([1, 2, 3]);
  const handle: Tensor = variable.resource.clone();
  variable.dispose();
  expect(() => runUnaryOutputOp('ReadVariableOp', [attribute.type('dtype', 'float32')], [handle])).toThrow();
  expect(() => variable.read()).toThrow();
  handle.dispose();
});
