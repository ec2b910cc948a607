import { afterEach, describe, expect, it } from 'vitest';
import { autotuner } from '../../../src/engine/autotuner.js';
import { floatType } from '../../../src/engine/backend.js';
import { installKernels } from '../../../src/engine/kernels.js';
import { convert } from '../../../src/engine/ops/convert.js';
import { type Tensor, type Tensor4D, tf } from '../../../src/engine/tensorflow.js';
import { centralDifferences, difference, dot, formula } from '../../support/numeric.js';

installKernels();

type Shape = [number, number, number, number];

interface Case {
  readonly name: string;
  readonly input: Shape;
  readonly filter: Shape;
  readonly stride: number;
  readonly pad: 'same' | 'valid';
}

const cases: Case[] = [
  { name: 'strided convolution of a hidden map', input: [3, 8, 8, 5], filter: [4, 4, 5, 6], stride: 2, pad: 'same' },
  {
    name: 'strided convolution of many small maps',
    input: [64, 4, 4, 2],
    filter: [4, 4, 2, 3],
    stride: 2,
    pad: 'same',
  },
  { name: 'strided convolution of a colour image', input: [2, 8, 8, 3], filter: [4, 4, 3, 7], stride: 2, pad: 'same' },
  { name: 'strided convolution of a grey image', input: [2, 4, 6, 1], filter: [4, 4, 1, 5], stride: 2, pad: 'same' },
  {
    name: 'strided convolution of a map of 32 channels',
    input: [2, 4, 8, 32],
    filter: [4, 4, 32, 32],
    stride: 2,
    pad: 'same',
  },
  { name: 'whole map to one number', input: [3, 4, 4, 6], filter: [4, 4, 6, 1], stride: 1, pad: 'valid' },
  { name: 'latents to a map, reversed', input: [3, 4, 4, 6], filter: [4, 4, 6, 5], stride: 1, pad: 'valid' },
  { name: 'an odd size', input: [2, 7, 7, 3], filter: [4, 4, 3, 2], stride: 2, pad: 'same' },
  { name: 'stride 1', input: [2, 6, 6, 2], filter: [3, 3, 2, 4], stride: 1, pad: 'same' },
];

interface Values {
  readonly output: Float64Array;
  readonly inputGradient: Float64Array;
  readonly filterGradient: Float64Array;
}

/** The definition, in float64: every tap of every output pixel, one after the other. */
function reference(
  { input, filter, stride, pad }: Case,
  x: ArrayLike<number>,
  w: ArrayLike<number>,
): Values & {
  readonly shape: Shape;
  readonly cotangent: Float64Array;
} {
  const [batch, height, width, inChannels] = input;
  const [kernelHeight, kernelWidth, , outChannels] = filter;
  const length = (size: number, kernel: number) => Math.ceil((pad === 'same' ? size : size - kernel + 1) / stride);
  const [rows, columns] = [length(height, kernelHeight), length(width, kernelWidth)];
  const before = (size: number, kernel: number, count: number) =>
    pad === 'same' ? Math.floor(Math.max(0, (count - 1) * stride + kernel - size) / 2) : 0;
  const [top, left] = [before(height, kernelHeight, rows), before(width, kernelWidth, columns)];

  const cotangent = formula('cotangent', batch * rows * columns * outChannels);
  const output = new Float64Array(cotangent.length);
  const inputGradient = new Float64Array(x.length);
  const filterGradient = new Float64Array(w.length);
  for (let n = 0; n < batch; n++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        for (let i = 0; i < kernelHeight; i++) {
          for (let j = 0; j < kernelWidth; j++) {
            const [y, z] = [row * stride + i - top, column * stride + j - left];
            if (y < 0 || y >= height || z < 0 || z >= width) continue;
            for (let c = 0; c < inChannels; c++) {
              for (let o = 0; o < outChannels; o++) {
                const atX = ((n * height + y) * width + z) * inChannels + c;
                const atW = ((i * kernelWidth + j) * inChannels + c) * outChannels + o;
                const atY = ((n * rows + row) * columns + column) * outChannels + o;
                output[atY] = (output[atY] as number) + (x[atX] as number) * (w[atW] as number);
                inputGradient[atX] = (inputGradient[atX] as number) + (cotangent[atY] as number) * (w[atW] as number);
                filterGradient[atW] = (filterGradient[atW] as number) + (cotangent[atY] as number) * (x[atX] as number);
              }
            }
          }
        }
      }
    }
  }
  return { output, inputGradient, filterGradient, shape: [batch, rows, columns, outChannels], cotangent };
}

/** Values that bfloat16 holds exactly: its rounding is then in the results alone. */
function coarse(label: string, count: number): Float32Array {
  return Float32Array.from(formula(label, count), (value) => Math.round(value * 64) / 64);
}

function copy(tensor: Tensor): Float32Array {
  return Float32Array.from(convert(tensor, 'float32').dataSync());
}

function product(shape: Shape): number {
  return shape.reduce((total, length) => total * length, 1);
}

describe.each(cases)('convolution: $name', (geometry) => {
  const { input, filter, stride, pad } = geometry;
  const x = coarse('x', product(input));
  const w = coarse('w', product(filter));
  const expected = reference(geometry, x, w);
  const cotangent = Float32Array.from(expected.cotangent);

  function compute(type: 'float32' | 'bfloat16'): Record<keyof Values, Float32Array> {
    return tf.tidy(() => {
      const convolve = (image: Tensor, weight: Tensor) => {
        const y = tf.conv2d(convert(image, type) as Tensor4D, convert(weight, type) as Tensor4D, stride, pad);
        expect(floatType(y)).toBe(type);
        return convert(y, 'float32');
      };
      const [images, weights] = [tf.tensor4d(x, input), tf.tensor4d(w, filter)];
      const [dx, dw] = tf.grads(convolve)([images, weights], tf.tensor4d(cotangent, expected.shape));
      return {
        output: copy(convolve(images, weights)),
        inputGradient: copy(dx as Tensor),
        filterGradient: copy(dw as Tensor),
      };
    });
  }

  it('has the values and both gradients of its definition', () => {
    const actual = compute('float32');
    for (const name of ['output', 'inputGradient', 'filterGradient'] as const) {
      expect(difference(actual[name], expected[name]).maxRelative, name).toBeLessThan(1e-6);
    }
  });

  it('has the gradient that finite differences approximate', () => {
    const output = (values: Float32Array) =>
      tf.tidy(() => copy(tf.conv2d(tf.tensor4d(values, input), tf.tensor4d(w, filter), stride, pad)));
    const approximated = centralDifferences((values) => dot(output(values), cotangent), x, 0.25);
    expect(difference(compute('float32').inputGradient, approximated).maxRelative).toBeLessThan(1e-5);
  });

  it.each(['direct', 'float32', 'convolution'] as const)('is right in bfloat16 as %s, to its 8 bits', (algorithm) => {
    compute('bfloat16');
    const { choices } = autotuner;
    autotuner.load(Object.fromEntries(Object.keys(choices).map((op) => [op, algorithm])));
    const actual = compute('bfloat16');
    autotuner.load(choices);
    for (const name of ['output', 'inputGradient', 'filterGradient'] as const) {
      expect(difference(actual[name], expected[name]).maxRelative, name).toBeLessThan(2 ** -7);
      expect(
        actual[name].every((value) => value === roundedToBfloat16(value)),
        name,
      ).toBe(true);
    }
  });
});

function roundedToBfloat16(value: number): number {
  return tf.tidy(() => copy(convert(convert(tf.scalar(value), 'bfloat16'), 'float32'))[0] as number);
}

describe('a transposed convolution', () => {
  it.each(cases.slice(0, 7))('is the gradient of the convolution: $name', (geometry) => {
    const { input, filter, stride, pad } = geometry;
    const w = coarse('w', product(filter));
    const expected = reference(geometry, coarse('x', product(input)), w);
    tf.tidy(() => {
      const map = tf.tensor4d(Float32Array.from(expected.cotangent), expected.shape);
      const image = tf.conv2dTranspose(map, tf.tensor4d(w, filter), input, stride, pad);
      expect(image.shape).toEqual(input);
      expect(difference(copy(image), expected.inputGradient).maxRelative).toBeLessThan(1e-6);
    });
  });
});

describe('what the networks do not use', () => {
  it('still goes to the kernels of tfjs', () => {
    tf.tidy(() => {
      const dilated = tf.conv2d(tf.ones([1, 5, 5, 1]) as Tensor4D, tf.ones([2, 2, 1, 1]), 1, 'valid', 'NHWC', 2);
      expect([...dilated.dataSync()]).toEqual(new Array(9).fill(4));
      const oblong = tf.conv2d(tf.ones([1, 4, 3, 1]) as Tensor4D, tf.ones([2, 2, 1, 1]), [2, 1], 'valid');
      expect(oblong.shape).toEqual([1, 2, 2, 1]);
    });
  });
});

describe('the ops of this file', () => {
  const before = tf.memory().numTensors;
  afterEach(() => expect(tf.memory().numTensors).toBe(before));

  it('leave no tensor behind', () => {
    for (const type of ['float32', 'bfloat16'] as const) {
      tf.tidy(() => {
        const [x, w] = [tf.ones([2, 8, 8, 3]), tf.ones([4, 4, 3, 4])];
        tf.grads((image, weight) =>
          convert(tf.conv2d(convert(image, type) as Tensor4D, convert(weight, type) as Tensor4D, 2, 'same'), 'float32'),
        )([x, w]);
      });
    }
  });
});
