import { rounded } from '../contracts/metrics/metric.js';
import { MS_SSIM_DIGITS, type MsSsim } from '../contracts/metrics/ms-ssim.js';
import { shuffled } from '../datasets/batches.js';
import { floatTensorFromBytes } from '../engine/backend.js';
import { reshape, transpose } from '../engine/ops/arrays.js';
import { type Tensor, tf } from '../engine/tensorflow.js';
import type { ImageSet, Measurement } from './measurement.js';
import { onBothAxes } from './separable.js';

/** The paper's window: 11 pixels wide, Gaussian with a deviation of 1.5 pixels. */
const WINDOW = 11;
const DEVIATION = 1.5;
/** The paper's weights of its scales, from the finest. Smaller images have the first few, scaled to a sum of 1. */
const WEIGHTS = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];
/** Keep the quotients from dividing by nothing: (0.01 × 255)² and (0.03 × 255)². */
const C1 = 6.5025;
const C2 = 58.5225;
/** Subtracted from levels before they are squared, which leaves float32 two more bits. */
const CENTRE = 127.5;
/**
 * Each image is compared with so many that follow it. With 128 garments the mean's deviation between draws was 0.024 with
 * one, 0.013 with two and 0.011 with four.
 */
const FOLLOWERS = 2;
/** Images that are compared with their followers at once. */
const AT_ONCE = 32;

/** How alike designs are among themselves, beside photos: the same pairs of both, so that classes pair alike. */
export const msSsim: Measurement<MsSsim> = (photos, seed) => {
  const order = shuffled(photos.count, `evaluation pairs ${seed}`);
  const mean = (images: ImageSet) => rounded(meanMsSsim(images, order), MS_SSIM_DIGITS);
  if (photos.count < 2) return () => undefined;
  const ofPhotos = mean(photos);
  return (designs) => ({ designs: mean(designs), photos: ofPhotos });
};

/**
 * The mean multi-scale structural similarity of each image and the two that follow it in `order`, which goes round: Wang,
 * Simoncelli and Bovik, "Multi-scale structural similarity for image quality assessment" (2003), over channels one by one.
 * Odena, Olah and Shlens, "Conditional Image Synthesis with Auxiliary Classifier GANs" (2017) measure diversity by it.
 * Windows lie within the image. A negative similarity of structure, whose power would be complex, counts as 0.
 * @param images of at least 11 pixels
 * @param order every image once, at least two
 * @returns 0 to 1; 1 for equal images
 */
export function meanMsSsim(images: ImageSet, order: Uint32Array): number {
  const weights = scaleWeights(images.size);
  const followers = Math.min(FOLLOWERS, order.length - 1);
  let sum = 0;
  for (let first = 0; first < order.length; first += AT_ONCE) {
    const count = Math.min(AT_ONCE, order.length - first);
    const scales = similarities(inOrder(images, order, first, count + followers), followers, weights.length);
    for (let pair = 0; pair < followers * count * images.channels; pair++) {
      sum += weights.reduce((product, weight, i) => product * Math.max(0, scales[i]?.[pair] as number) ** weight, 1);
    }
  }
  return sum / (followers * order.length * images.channels);
}

/** The weights of as many scales as have room for a window, with a sum of 1. */
function scaleWeights(size: number): number[] {
  const weights = WEIGHTS.filter((_, scale) => size / 2 ** scale >= WINDOW);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Some images one after the other, from place `first` of the order, which goes round. */
function inOrder({ bytes, size, channels }: ImageSet, order: Uint32Array, first: number, count: number): ImageSet {
  const imageBytes = size ** 2 * channels;
  const found = new Uint8Array(count * imageBytes);
  for (let i = 0; i < count; i++) {
    const image = order[(first + i) % order.length] as number;
    found.set(bytes.subarray(image * imageBytes, (image + 1) * imageBytes), i * imageBytes);
  }
  return { bytes: found, count, size, channels };
}

/**
 * Compares each image but the last `followers` with those that follow it, channel by channel.
 * @returns for each scale a number for each pair: the mean similarity of contrast and structure, at the last scale times
 *   that of luminance
 */
function similarities({ bytes, count, size, channels }: ImageSet, followers: number, scales: number): Float32Array[] {
  const found: Float32Array[] = [];
  tf.tidy(() => {
    const pixels = tf.sub(floatTensorFromBytes(bytes, [count, size, size, channels]), CENTRE);
    let planes = reshape(transpose(pixels, [0, 3, 1, 2]), [count * channels, size, size]);
    for (let scale = 0; scale < scales; scale++) {
      if (scale > 0) planes = onBothAxes(planes, halvingMatrix(planes.shape[1] as number));
      const compare = scale === scales - 1 ? similarityOf : structureOf;
      const windows = windowsOf(planes);
      const pairs = Array.from({ length: followers }, (_, i) => {
        const part = partOf(windows, (count - followers) * channels);
        return tf.mean(compare(part(0), part((i + 1) * channels)), [1, 2]);
      });
      found.push(tf.concat(pairs).dataSync() as Float32Array);
    }
  });
  return found;
}

/** Planes [planes, size, size], with the mean and the variance of every window [planes, size - 10, size - 10]. */
interface Windows {
  readonly planes: Tensor;
  readonly means: Tensor;
  readonly variances: Tensor;
}

function windowsOf(planes: Tensor): Windows {
  const means = windowed(planes);
  return { planes, means, variances: tf.sub(windowed(tf.square(planes)), tf.square(means)) };
}

/** @returns what takes out `length` planes from one on */
function partOf({ planes, means, variances }: Windows, length: number): (from: number) => Windows {
  const part = (x: Tensor, from: number) => tf.slice(x, [from, 0, 0], [length, ...x.shape.slice(1)]);
  return (from) => ({ planes: part(planes, from), means: part(means, from), variances: part(variances, from) });
}

/** The similarity of contrast and structure in every window. */
function structureOf(x: Windows, y: Windows): Tensor {
  const covariances = tf.sub(windowed(tf.mul(x.planes, y.planes)), tf.mul(x.means, y.means));
  return quotient(tf.mul(covariances, 2), tf.add(x.variances, y.variances), C2);
}

/** The same times the similarity of luminance. */
function similarityOf(x: Windows, y: Windows): Tensor {
  const [levelsX, levelsY] = [tf.add(x.means, CENTRE), tf.add(y.means, CENTRE)];
  const squares = tf.add(tf.square(levelsX), tf.square(levelsY));
  return tf.mul(structureOf(x, y), quotient(tf.mul(tf.mul(levelsX, levelsY), 2), squares, C1));
}

/** The weighted mean of every whole window. */
function windowed(planes: Tensor): Tensor {
  return onBothAxes(planes, windowMatrix(planes.shape[1] as number));
}

function quotient(above: Tensor, below: Tensor, constant: number): Tensor {
  return tf.div(tf.add(above, constant), tf.add(below, constant));
}

/** Row i is the window from pixel i on; only whole windows: [size - 10, size]. */
function windowMatrix(size: number): number[][] {
  const taps = Array.from({ length: WINDOW }, (_, i) =>
    Math.exp(-((i - (WINDOW - 1) / 2) ** 2) / (2 * DEVIATION ** 2)),
  );
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return Array.from({ length: size - WINDOW + 1 }, (_, to) =>
    Array.from({ length: size }, (_, from) => (taps[from - to] ?? 0) / sum),
  );
}

/** Row i is the mean of two neighbours: [size / 2, size]. */
function halvingMatrix(size: number): number[][] {
  return Array.from({ length: size / 2 }, (_, to) =>
    Array.from({ length: size }, (_, from) => (Math.floor(from / 2) === to ? 0.5 : 0)),
  );
}
