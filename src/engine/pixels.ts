import { floatTensorFromBytes } from './backend.js';
import { type Tensor, type Tensor4D, tf } from './tensorflow.js';

/** Half of 255: what one unit of a network's [-1, 1] is worth in levels. */
const LEVELS_PER_UNIT = 127.5;

/**
 * Images as the networks see them: Normalize(0.5, 0.5) of values in [0, 1].
 * @param bytes count × size × size × channels, 0–255
 * @returns [count, size, size, channels] in [-1, 1]
 */
export function imagesFromBytes(bytes: Uint8Array, shape: [number, number, number, number]): Tensor4D {
  return tf.tidy(() => floatTensorFromBytes(bytes, shape).div(LEVELS_PER_UNIT).sub(1)) as Tensor4D;
}

/**
 * The inverse of `imagesFromBytes`, rounded to the nearest level and to even where two are as near.
 * @param images any shape, in [-1, 1]
 */
export function imagesToBytes(images: Tensor): Uint8Array {
  const values = images.dataSync();
  // Such an array rounds and clamps what it is given.
  const bytes = new Uint8ClampedArray(values.length);
  for (let i = 0; i < values.length; i++) bytes[i] = ((values[i] as number) + 1) * LEVELS_PER_UNIT;
  return new Uint8Array(bytes.buffer);
}
