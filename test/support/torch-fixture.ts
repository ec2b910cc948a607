/**
 * Reads the reference values from PyTorch (test/fixtures/README.md), makes the inputs they were computed from, and
 * converts between the layouts: PyTorch's is channels-first, ours channels-last.
 */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { StepMetrics } from '../../src/gan/training-step.js';
import type { NetworkShape } from '../../src/models/networks.js';
import { type Difference, difference, formula } from './numeric.js';

/** Narrow networks, stored whole; float32 and float64 agree on them to 4e-6 throughout. */
export const wholeCases = ['small', 'small-32', 'small-128', 'grey', 'conditional', 'ema'] as const;

/** The tutorial's sizes, stored as samples. */
export const TUTORIAL_CASE = 'full';

export interface FloatTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What PyTorch printed in a training step. */
interface TorchScalars {
  readonly errD_real: number;
  readonly errD_fake: number;
  readonly errG: number;
  readonly D_x: number;
  readonly D_G_z1: number;
  readonly D_G_z2: number;
}

/** Figures of a whole tensor of which only a sample is stored. */
export interface Summary {
  readonly l2: number;
  readonly mean: number;
  readonly sumAbs: number;
}

interface Description {
  readonly case: {
    readonly image_size: number;
    readonly nc: number;
    readonly nz: number;
    readonly ngf: number;
    readonly ndf: number;
    readonly batch: number;
    readonly classes: number;
    readonly ema: number;
    readonly conv_half_width: number;
    readonly gamma_half_width: number;
    readonly beta_half_width: number;
  };
  readonly adam: { readonly lr: number; readonly betas: readonly [number, number]; readonly eps: number };
  readonly steps: readonly TorchScalars[];
  readonly inputs: Readonly<Record<string, Summary>>;
  readonly summaries: Readonly<Record<string, Summary>>;
  readonly float32Noise: Readonly<Record<string, Difference>>;
}

/**
 * How far our float32 results may lie from PyTorch's.
 *
 * The reason for what is left is the order in which sums are taken. It puts PyTorch's float32 run up to 5e-6 from its
 * float64 run (`float32Noise`), and ours up to 6.2e-6 from the former; the bounds below are a small multiple of that.
 * No element is excepted: the fixtures have no gradients so close to 0 that Adam, which divides by their size, would
 * turn rounding into a visible step; 5 steps of 2e-4 leave the weights within 1.2e-7 of each other.
 */
export const tolerance = {
  /** Outputs, gradients, running statistics and first moments: of the tensor's largest element, and of its norm. */
  relative: 2e-5,
  /** Second moments: TensorFlow rounds beta2 to float32, which makes 1 - beta2 = 0.001 smaller by 1.3e-5 of itself. */
  relativeSecondMoment: 4e-5,
  /** Weights, absolute: a hundredth of one step of Adam. */
  weight: 2e-6,
  /** Losses and mean probabilities, absolute. */
  scalar: 5e-6,
  /** Where training amplifies rounding: a multiple of the distance between PyTorch's own float32 and float64 runs. */
  timesNoise: 3,
} as const;

const SAMPLES = 64;
const NOISE_HALF_WIDTH = 1.75;
const EMBEDDING = 'generator.embedding.weight';
/** Height and width of the blocks of one colour in the images. */
const BLOCK = 8;

export class TorchFixture {
  readonly sizes: NetworkShape & { readonly classes: number };
  readonly batch: number;
  readonly description: Description;
  readonly #tensors: ReadonlyMap<string, FloatTensor>;

  constructor(readonly name: string) {
    const path = fileURLToPath(new URL(`../fixtures/dcgan-${name}`, import.meta.url));
    this.description = JSON.parse(readFileSync(`${path}.json`, 'utf8')) as Description;
    this.#tensors = readFloatTensors(readFileSync(`${path}.safetensors`));
    const { image_size: imageSize, nc, nz, ngf, ndf, batch, classes } = this.description.case;
    this.sizes = { imageSize, nc, nz, ngf, ndf, classes };
    this.batch = batch;
  }

  /** Names of what is stored below a prefix, e.g. `gradients/generator`. */
  names(prefix: string): string[] {
    return [...this.#tensors.keys()].filter((name) => name.startsWith(prefix));
  }

  /** A stored tensor, in PyTorch's layout. */
  tensor(name: string): FloatTensor {
    const tensor = this.#tensors.get(name);
    if (!tensor) throw new Error(`the fixture ${this.name} has no ${name}`);
    return tensor;
  }

  /**
   * Compares all that is stored below a prefix with ours.
   * @param ours whole tensors in PyTorch's layout, by their names
   * @param allowed `relative` of the largest element and of the norm, `absolute` for any element
   * @param pattern narrows the names
   * @returns names of tensors further off than allowed, and how many were compared
   */
  compare(
    ours: ReadonlyMap<string, Float32Array>,
    prefix: string,
    allowed: { readonly relative?: number; readonly absolute?: number },
    pattern = /./,
  ): { tooFar: string[]; compared: number } {
    const { relative = Number.POSITIVE_INFINITY, absolute = Number.POSITIVE_INFINITY } = allowed;
    const names = this.names(prefix).filter((name) => pattern.test(name));
    const tooFar = names.filter((name) => {
      const { maxAbs, maxRelative, l2Relative } = this.#difference(name, ours);
      // Put so that NaN is too far.
      return !(maxAbs <= absolute && maxRelative <= relative && l2Relative <= relative);
    });
    const summaries = Object.entries(this.description.summaries);
    for (const [name, summary] of summaries) {
      if (!name.startsWith(prefix) || !pattern.test(name)) continue;
      if (!(summaryDifference(wholeOf(name, ours), summary) <= relative)) tooFar.push(`${name} as a whole`);
    }
    return { tooFar, compared: names.length };
  }

  /** Of `x.sample` and `x.image0`, the whole is `x`. */
  #difference(name: string, ours: ReadonlyMap<string, Float32Array>): Difference {
    const expected = this.tensor(name).data;
    const whole = wholeOf(name.replace(/\.(sample|image0)$/, ''), ours);
    if (name.endsWith('.sample')) return difference(sample(whole), expected);
    return difference(name.endsWith('.image0') ? whole.subarray(0, expected.length) : whole, expected);
  }

  /** What PyTorch reported of a step, under our names. */
  scalars(step: number): StepMetrics {
    const torch = this.description.steps[step - 1];
    if (!torch) throw new Error(`the fixture ${this.name} has no step ${step}`);
    return {
      lossD: torch.errD_real + torch.errD_fake,
      lossG: torch.errG,
      dReal: torch.D_x,
      dFakeBefore: torch.D_G_z1,
      dFakeAfter: torch.D_G_z2,
    };
  }

  /** The initial value of a trainable variable, by its name in PyTorch. Shape and layout are PyTorch's. */
  initialWeight(name: string, shape: readonly number[]): FloatTensor {
    const { conv_half_width, gamma_half_width, beta_half_width } = this.description.case;
    if (shape.length === 4) return floats(shape, formula(name, size(shape), 0, conv_half_width));
    if (name === EMBEDDING) return floats(shape, formula(name, size(shape), 0, NOISE_HALF_WIDTH));
    if (name.endsWith('.weight')) return floats(shape, formula(name, size(shape), 1, gamma_half_width));
    return floats(shape, formula(name, size(shape), 0, beta_half_width));
  }

  /** The running statistics that the `eval/` outputs were computed with. */
  evaluationStatistic(name: string, shape: readonly number[]): FloatTensor {
    const values = name.endsWith('.running_mean')
      ? formula(name, size(shape), 0, 0.1)
      : formula(name, size(shape), 0.1, 0.05);
    return floats(shape, values);
  }

  /** The latents of a step, [batch, nz, 1, 1]. */
  noise(step: number): FloatTensor {
    const shape = [this.batch, this.sizes.nz, 1, 1];
    return floats(shape, formula(`noise.${step}`, size(shape), 0, NOISE_HALF_WIDTH));
  }

  /** The classes of a step's images, of a conditional case. */
  labels(step: number): Uint32Array | undefined {
    const { classes } = this.sizes;
    return classes > 0 ? Uint32Array.from(formula(`labels.${step}`, this.batch, classes / 2, classes / 2)) : undefined;
  }

  /** The images of a step, [batch, nc, imageSize, imageSize]. */
  real(step: number): FloatTensor {
    const { imageSize, nc } = this.sizes;
    const shape = [this.batch, nc, imageSize, imageSize];
    const cells = imageSize / BLOCK;
    const pixels = formula(`real.${step}.pixels`, size(shape), 0, 1);
    const blocks = formula(`real.${step}.blocks`, this.batch * nc * cells ** 2, 0, 1);
    const values = pixels.map((pixel, i) => {
      const column = i % imageSize;
      const row = Math.floor(i / imageSize) % imageSize;
      const plane = Math.floor(i / imageSize ** 2);
      const block = (plane * cells + Math.floor(row / BLOCK)) * cells + Math.floor(column / BLOCK);
      return 0.75 * (blocks[block] as number) + 0.25 * pixel;
    });
    return floats(shape, values);
  }
}

/** A weight in our layout → PyTorch's. Both kinds of convolution swap alike: HWIO → OIHW, [4,4,out,in] → IOHW. */
export function weightToTorch(weight: FloatTensor): FloatTensor {
  return weight.shape.length === 4 ? permute(weight, [3, 2, 0, 1]) : weight;
}

/** The inverse of `weightToTorch`. */
export function weightFromTorch(weight: FloatTensor): FloatTensor {
  return weight.shape.length === 4 ? permute(weight, [2, 3, 1, 0]) : weight;
}

/** [batch, row, column, channel] → [batch, channel, row, column] */
export function imagesToTorch(images: FloatTensor): FloatTensor {
  return permute(images, [0, 3, 1, 2]);
}

/** [batch, channel, row, column] → [batch, row, column, channel]; latents too. */
export function imagesFromTorch(images: FloatTensor): FloatTensor {
  return permute(images, [0, 2, 3, 1]);
}

/** Whole-tensor figures, accumulated in float64. */
export function summarize(data: Float32Array): Summary {
  let squares = 0;
  let sum = 0;
  let sumAbs = 0;
  for (const value of data) {
    squares += value ** 2;
    sum += value;
    sumAbs += Math.abs(value);
  }
  return { l2: Math.sqrt(squares), mean: sum / data.length, sumAbs };
}

/** The largest relative difference of the figures; that of the mean is relative to the mean size of the elements. */
function summaryDifference(data: Float32Array, expected: Summary): number {
  const actual = summarize(data);
  // The generator of small-128 ends up giving nothing but 0 in evaluation mode, in PyTorch too.
  if (expected.sumAbs === 0) return actual.sumAbs === 0 ? 0 : Number.POSITIVE_INFINITY;
  return Math.max(
    Math.abs(actual.l2 - expected.l2) / expected.l2,
    Math.abs(actual.sumAbs - expected.sumAbs) / expected.sumAbs,
    Math.abs(actual.mean - expected.mean) / (expected.sumAbs / data.length),
  );
}

function wholeOf(name: string, ours: ReadonlyMap<string, Float32Array>): Float32Array {
  const whole = ours.get(name);
  if (!whole) throw new Error(`nothing to compare ${name} with`);
  return whole;
}

/** Up to 64 elements, evenly spaced, as the fixtures' `.sample` tensors hold. */
function sample(data: Float32Array): Float32Array {
  if (data.length <= SAMPLES) return data;
  return Float32Array.from(
    { length: SAMPLES },
    (_, i) => data[Math.floor((i * (data.length - 1)) / (SAMPLES - 1))] as number,
  );
}

type Four = [number, number, number, number];

/** Axis i of the result is axis `axes[i]` of the tensor, which has four. */
function permute({ shape, data }: FloatTensor, axes: Four): FloatTensor {
  const strides = shape.map((_, axis) => size(shape.slice(axis + 1)));
  const lengths = axes.map((axis) => shape[axis]) as Four;
  const [a, b, c, d] = axes.map((axis) => strides[axis]) as Four;
  const permuted = new Float32Array(data.length);
  let to = 0;
  for (let i = 0; i < lengths[0]; i++) {
    for (let j = 0; j < lengths[1]; j++) {
      for (let k = 0; k < lengths[2]; k++) {
        for (let l = 0; l < lengths[3]; l++) permuted[to++] = data[i * a + j * b + k * c + l * d] as number;
      }
    }
  }
  return { shape: lengths, data: permuted };
}

function floats(shape: readonly number[], values: Float64Array): FloatTensor {
  return { shape, data: Float32Array.from(values) };
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** The float32 tensors of a safetensors file; apart from src/storage, which is under test and knows no int64. */
export function readFloatTensors(file: Buffer): Map<string, FloatTensor> {
  const start = 8 + Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString('utf8', 8, start)) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  const tensors = new Map<string, FloatTensor>();
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(header)) {
    if (dtype !== 'F32') continue;
    const [from, to] = data_offsets;
    const bytes = Uint8Array.from(file.subarray(start + from, start + to));
    tensors.set(name, { shape, data: new Float32Array(bytes.buffer) });
  }
  return tensors;
}
