import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { rounded } from '../contracts/metrics/metric.js';
import type { Swd } from '../contracts/metrics/swd.js';
import { randomOf } from '../datasets/batches.js';
import { takenOut } from '../engine/backend.js';
import { statelessNormal } from '../engine/random.js';
import { tf } from '../engine/tensorflow.js';
import { NEIGHBOURHOOD, type Place } from './descriptors.js';
import type { ImageSet, Measurement } from './measurement.js';
import { type LevelDraws, levelSizes, project, slicedWasserstein } from './sliced-wasserstein.js';

/**
 * Descriptors of an image on a level, and directions that they are projected on. The paper has 128 and 512. Of ten draws
 * with 128 images, twice as many descriptors differed no less; half as many directions differed more.
 */
const PLACES_AN_IMAGE = 32;
const DIRECTIONS = 128;
const DIGITS = 3;

/** Sliced Wasserstein distance between photos and designs, with the same places and directions for both. */
export const swd: Measurement<Swd> = (photos, seed) => {
  const draws = evaluationDraws(photos, seed);
  const projected = project(photos, draws);
  return (designs) => {
    const { average, levels } = slicedWasserstein(projected, project(designs, draws));
    return {
      average: rounded(average, DIGITS),
      levels: levels.map(({ size, distance }) => ({ size, distance: rounded(distance, DIGITS) })),
    };
  };
};

/** The same places for photos and designs, so that equal images are at distance 0. */
export function evaluationDraws(
  { size: imageSize, channels, count }: Omit<ImageSet, 'bytes'>,
  seed: number,
): LevelDraws[] {
  return levelSizes(imageSize).map((size, level) => {
    const random = randomOf(`evaluation places ${seed} ${size}`);
    const last = size - NEIGHBOURHOOD;
    const places = Array.from({ length: count * PLACES_AN_IMAGE }, (_, i): Place => {
      const image = Math.floor(i / PLACES_AN_IMAGE);
      return { image, row: uniformInt(random, 0, last), column: uniformInt(random, 0, last) };
    });
    return { places, directions: directionsOf(seed, level, channels * NEIGHBOURHOOD ** 2) };
  });
}

/** Uniform on the sphere: normal numbers, divided by their length. */
function directionsOf(seed: number, level: number, length: number): Float32Array {
  const directions = tf.tidy(() => {
    const normal = statelessNormal([DIRECTIONS, length], { seed, stream: 'evaluationDirections', index: level });
    return tf.div(normal, tf.norm(normal, 2, 1, true));
  });
  return takenOut(directions);
}
