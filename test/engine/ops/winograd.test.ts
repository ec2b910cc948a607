import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { activation, biasAdd } from '../../../src/engine/ops/arrays.js';
import * as direct from '../../../src/engine/ops/convolution/direct.js';
import * as winograd from '../../../src/engine/ops/convolution/winograd.js';
import { type Tensor, tf } from '../../../src/engine/tensorflow.js';
import { difference, formula } from '../../support/numeric.js';

type Shape = [number, number, number, number];

const [WIDE, NARROW] = [64, 32];
const filterShape: Shape = [4, 4, WIDE, NARROW];

const random = (name: string, shape: readonly number[]) => {
  const count = shape.reduce((total, length) => total * length, 1);
  return tf.tensor(Float32Array.from(formula(name, count)), [...shape]);
};

/** Numbers of a tensor, which is disposed. */
function numbers(tensor: Tensor): Float32Array {
  const values = Float32Array.from(tensor.dataSync());
  tensor.dispose();
  return values;
}

/** More tiles than one thread computes together, and in the last part fewer than in the others. */
const BATCH = 70;

describe.each([
  { name: 'strided convolution', map: [16, 8, WIDE], op: winograd.forward },
  { name: 'transposed convolution', map: [8, 4, NARROW], op: winograd.inputGradient },
])('$name by Winograd', ({ map, op }) => {
  it('gives an image the same bits in every batch', () => {
    tf.tidy(() => {
      const [images, filter] = [random('images', [BATCH, ...map]), random('filter', filterShape)];
      const together = numbers(op(images, filter));
      const length = together.length / BATCH;
      for (const [from, count] of [
        [0, 1],
        [3, 2],
        [69, 1],
        [10, 17],
      ] as const) {
        const few = tf.slice(images, from, count);
        expect(numbers(op(few, filter))).toEqual(together.subarray(from * length, (from + count) * length));
      }
    });
  });
});

it('is the same convolution as TensorFlow’s, but for rounding', () => {
  tf.tidy(() => {
    const geometry = { input: [16, 32, 32, WIDE], filter: filterShape, stride: 2, padding: 'SAME' } as const;
    const [wide, narrow] = [random('wide', geometry.input), random('narrow', [16, 16, 16, NARROW])];
    const filter = random('filter', filterShape);
    expect(winograd.isForWinograd(geometry)).toBe(true);
    const pairs = [
      [winograd.forward(wide, filter), direct.forward(wide, filter, geometry)],
      [winograd.inputGradient(narrow, filter), direct.inputGradient(narrow, filter, geometry)],
      // So many that they are read block by block.
      [winograd.filterGradient(wide, narrow), direct.filterGradient(wide, narrow, geometry)],
    ] as const;
    for (const [ours, theirs] of pairs)
      expect(difference(numbers(ours), numbers(theirs)).maxRelative).toBeLessThan(4e-6);
  });
});

it('adds a bias and has a ReLU in one op, with the bits of three', () => {
  tf.tidy(() => {
    const [map, filter, bias] = [
      random('map', [3, 4, 4, NARROW]),
      random('filter', filterShape),
      random('bias', [WIDE]),
    ];
    const apart = activation('Relu', biasAdd(winograd.inputGradient(map, filter), bias));
    const fused = numbers(winograd.transposedConvolutionBiasRelu(map, winograd.packTransposedFilter(filter), bias));
    expect(fused).toEqual(numbers(apart));
    expect(fused.some((value) => value === 0) && fused.some((value) => value > 0)).toBe(true);
  });
});

describe('the ops', () => {
  const filter = () => random('filter', filterShape);
  it.each([
    ['maps of an odd size', () => winograd.forward(tf.ones([1, 6, 8, WIDE]), filter())],
    ['another number of channels than the filter has', () => winograd.forward(tf.ones([1, 8, 8, 32]), filter())],
    ['channels that fill no vector', () => winograd.forward(tf.ones([1, 8, 8, 8]), tf.ones([4, 4, 8, 32]))],
    ['another filter than 4 × 4', () => winograd.packTransposedFilter(tf.ones([3, 3, 32, 32]))],
    [
      'maps of which one is not half the other',
      () => winograd.filterGradient(tf.ones([1, 8, 8, WIDE]), tf.ones([1, 4, 8, NARROW])),
    ],
    ['matrices', () => winograd.inputGradient(tf.ones([4, 4]), filter())],
    [
      'a bias of another length',
      () =>
        winograd.transposedConvolutionBiasRelu(
          tf.ones([1, 4, 4, NARROW]),
          winograd.packTransposedFilter(filter()),
          tf.ones([WIDE / 2]),
        ),
    ],
  ])('refuse %s', (_, call) => {
    tf.tidy(() => {
      expect(call).toThrow(/takes/);
    });
  });
});

/** Runs a program that has `tf` and `winograd` in a process of its own. @returns what it prints */
async function inProcess(program: string, env: NodeJS.ProcessEnv): Promise<string> {
  const imports = `
    const engine = new URL('file://' + process.cwd() + '/dist/src/engine/');
    const { tf } = await import(new URL('tensorflow.js', engine));
    const winograd = await import(new URL('ops/convolution/winograd.js', engine));`;
  const args = ['--input-type=module', '--eval', imports + program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...env } });
  return stdout;
}

it('fails where a thread gets no memory, and computes again when there is some', async () => {
  // What the threads want is more than what the process may still take from the system, and that more than Node wants.
  const printed = await inProcess(
    `
    import { execFileSync } from 'node:child_process';
    import { readFileSync } from 'node:fs';
    const limit = (bytes) => execFileSync('prlimit', ['--pid', String(process.pid), '--as=' + bytes + ':']);
    const packed = winograd.packTransposedFilter(tf.ones([4, 4, 32, 32768]));
    const [map, bias] = [tf.ones([2, 8, 16, 32768]), tf.ones([32])];
    const compute = () => winograd.transposedConvolutionBiasRelu(map, packed, bias).dispose();
    const outcomes = [];
    const pages = Number(readFileSync('/proc/self/statm', 'latin1').split(' ')[0]);
    limit(4096 * pages + 100e6);
    for (let i = 0; i < 10; i++) try { compute(); outcomes.push('computed'); } catch ({ message }) { outcomes.push(message); }
    limit('unlimited');
    compute();
    process.stdout.write(JSON.stringify(outcomes));`,
    { TF_NUM_INTRAOP_THREADS: '3' },
  );
  const outcomes = JSON.parse(printed) as string[];
  expect(outcomes).toHaveLength(10);
  for (const outcome of outcomes) expect(outcome).toContain('out of memory');
});

/** What a process computes with other variables: sha256 of a strided convolution and both gradients, and one number of each. */
async function computedWith(env: NodeJS.ProcessEnv): Promise<{ bits: string; values: number[] }> {
  const program = `
    import { createHash } from 'node:crypto';
    const wave = (shape, step) => tf.sin(tf.mul(tf.range(0, tf.util.sizeFromShape(shape)), step)).reshape(shape);
    const filter = wave([4, 4, ${WIDE}, ${NARROW}], 0.7);
    const results = [
      winograd.forward(wave([9, 16, 16, ${WIDE}], 0.3), filter).dataSync(),
      winograd.inputGradient(wave([9, 8, 8, ${NARROW}], 0.9), filter).dataSync(),
      winograd.filterGradient(wave([9, 16, 16, ${WIDE}], 0.3), wave([9, 8, 8, ${NARROW}], 0.9)).dataSync(),
    ];
    const hash = createHash('sha256');
    for (const values of results) hash.update(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
    process.stdout.write(JSON.stringify({ bits: hash.digest('hex'), values: results.map((values) => values[100]) }));`;
  return JSON.parse(await inProcess(program, env)) as { bits: string; values: number[] };
}

describe('the bits of the ops', () => {
  const usual = computedWith({});

  it.each(['1', '3'])('are those of any number of threads, such as %s', async (threads) => {
    expect((await computedWith({ TF_NUM_INTRAOP_THREADS: threads })).bits).toBe((await usual).bits);
  });

  it('are the same with vectors of 8 numbers and of 16', async () => {
    expect((await computedWith({ ONEDNN_MAX_CPU_ISA: 'AVX2' })).bits).toBe((await usual).bits);
  });

  it('differ by rounding alone on a processor that does not multiply and add in one', async () => {
    const { bits, values } = await computedWith({ ONEDNN_MAX_CPU_ISA: 'SSE41' });
    const expected = (await usual).values;
    expect(bits).not.toBe((await usual).bits);
    for (const [i, value] of values.entries()) expect(value).toBeCloseTo(expected[i] as number, 3);
  });
});
