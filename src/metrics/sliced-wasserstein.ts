import type { Swd } from '../contracts/metrics/swd.js';
import { floatTensorFromBytes, takenOut } from '../engine/backend.js';
import { matMul, reshape, sortedRows, transpose } from '../engine/ops/arrays.js';
import { tf } from '../engine/tensorflow.js';
import { cutOut, NEIGHBOURHOOD, normaliseChannels, type Place } from './descriptors.js';
import { laplacianPyramid } from './laplacian-pyramid.js';
import type { ImageSet } from './measurement.js';

/** The smallest level of a pyramid, in pixels. */
const SMALLEST_LEVEL = 16;
/** What Karras et al. multiply their distances by. */
const UNIT = 1e3;
/** Images whose pyramids are made at once. */
const AT_ONCE = 128;

/** What is drawn for one level of the pyramid. */
export interface LevelDraws {
  readonly places: readonly Place[];
  /** [directions, channels × 7 × 7], each of length 1 */
  readonly directions: Float32Array;
}

/** A set of images as the distance sees it: of each level the projections on each direction, from the greatest. */
export type Projections = readonly { readonly size: number; readonly sorted: Float32Array }[];

/** Sizes of the levels of a pyramid: 64, 32, 16 for images of 64 pixels. */
export function levelSizes(imageSize: number): number[] {
  const sizes: number[] = [];
  for (let size = imageSize; size >= SMALLEST_LEVEL; size /= 2) sizes.push(size);
  return sizes;
}

/**
 * Projects the descriptors of a set of images on random directions, level by level.
 * @param draws one for each of `levelSizes`
 */
export function project(images: ImageSet, draws: readonly LevelDraws[]): Projections {
  const { channels } = images;
  const length = channels * NEIGHBOURHOOD ** 2;
  return descriptorsOf(images, draws).map((found, i) => {
    normaliseChannels(found, channels);
    const { directions } = draws[i] as LevelDraws;
    return { size: images.size / 2 ** i, sorted: sortedProjections(found, directions, length) };
  });
}

/**
 * The sliced Wasserstein distance of two sets of images on the levels of their Laplacian pyramids, times 1,000: Karras et
 * al., "Progressive Growing of GANs" (2018), section 5. On a direction, the distance of two sets of numbers is the mean
 * difference of the smallest, the second smallest, and so on. Lower is better, and equal sets have 0.
 * @param one,other projected with the same draws
 */
export function slicedWasserstein(one: Projections, other: Projections): Swd {
  const levels = one.map(({ size, sorted }, i) => {
    // All directions have as many numbers, so the mean over them is that over all.
    return { size, distance: meanDifference(sorted, other[i]?.sorted as Float32Array) * UNIT };
  });
  return { average: mean(levels.map(({ distance }) => distance)), levels };
}

/** @returns of each level the neighbourhoods, as they are: [places, channels × 7 × 7] */
function descriptorsOf({ bytes, count, size, channels }: ImageSet, draws: readonly LevelDraws[]): Float32Array[] {
  const found = draws.map(({ places }) => new Float32Array(places.length * channels * NEIGHBOURHOOD ** 2));
  const imageBytes = size ** 2 * channels;
  for (let first = 0; first < count; first += AT_ONCE) {
    const images = Math.min(AT_ONCE, count - first);
    tf.tidy(() => {
      const part = bytes.subarray(first * imageBytes, (first + images) * imageBytes);
      const pixels = floatTensorFromBytes(part, [images, size, size, channels]);
      const planes = reshape(transpose(pixels, [0, 3, 1, 2]), [images * channels, size, size]);
      for (const [i, level] of laplacianPyramid(planes, draws.length).entries()) {
        const cut = { pixels: level.dataSync() as Float32Array, size: size / 2 ** i, channels, first, images };
        cutOut(cut, draws[i]?.places as Place[], found[i] as Float32Array);
      }
    });
  }
  return found;
}

/** @returns [directions, descriptors], each row from the greatest */
function sortedProjections(found: Float32Array, directions: Float32Array, length: number): Float32Array {
  const sorted = tf.tidy(() => {
    const onto = tf.tensor2d(directions, [directions.length / length, length]);
    return sortedRows(matMul(onto, tf.tensor2d(found, [found.length / length, length]), { transposeB: true }));
  });
  // Outside of the tidy, which would look for tensors among all numbers that it returns.
  return takenOut(sorted);
}

function meanDifference(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += Math.abs((one[i] as number) - (other[i] as number));
  return sum / one.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
