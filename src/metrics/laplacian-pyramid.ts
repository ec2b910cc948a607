import { type Tensor, tf } from '../engine/tensorflow.js';
import { onBothAxes } from './separable.js';

/** The binomial filter of Burt and Adelson's pyramid, in one dimension. */
const FILTER = [1, 4, 6, 4, 1].map((weight) => weight / 16);

/**
 * The Laplacian pyramid of images (Burt and Adelson, 1983): what each level shows that the next, of half the size, does
 * not; the last shows all that is left. Borders are mirrored about their outermost pixels, as OpenCV's pyrDown has it.
 *
 * Filtering and halving one axis is a product with a small matrix, so a level is a few products of matrices.
 *
 * @param planes [planes, size, size]: a plane for each channel of each image
 * @returns `levels` tensors [planes, size / 2^level, size / 2^level]; they belong to the current `tf.tidy`
 */
export function laplacianPyramid(planes: Tensor, levels: number): Tensor[] {
  const pyramid: Tensor[] = [];
  let coarse = planes;
  for (let level = 1; level < levels; level++) {
    const fine = coarse;
    const filter = filterMatrix(fine.shape[1] as number);
    // Every second row halves; every second column, of twice the weight, doubles what has zeros between its pixels.
    const halve = filter.filter((_, row) => row % 2 === 0);
    const double = filter.map((row) => row.filter((_, column) => column % 2 === 0).map((weight) => 2 * weight));
    coarse = onBothAxes(fine, halve);
    pyramid.push(tf.sub(fine, onBothAxes(coarse, double)));
  }
  return [...pyramid, coarse];
}

/** Row i makes pixel i of a filtered line. */
function filterMatrix(size: number): number[][] {
  return Array.from({ length: size }, (_, to) => {
    const row = new Array<number>(size).fill(0);
    for (const [tap, weight] of FILTER.entries()) {
      const from = mirrored(to + tap - 2, size);
      row[from] = (row[from] as number) + weight;
    }
    return row;
  });
}

function mirrored(position: number, size: number): number {
  const inside = Math.abs(position);
  return inside < size ? inside : 2 * (size - 1) - inside;
}
