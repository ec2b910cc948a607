import type { Hyperparameters } from '../contracts/hyperparameters.js';
import { imagesToBytes } from '../engine/pixels.js';
import { statelessNormal } from '../engine/random.js';
import { type Tensor4D, tf } from '../engine/tensorflow.js';
import type { NetworkShape } from '../models/networks.js';
import { FoldedGenerator } from './folded-generator.js';
import { oneHot } from './labels.js';
import type { Network } from './network.js';

/** The tutorial watches progress on this many noise vectors. */
export const FIXED_NOISE_VECTORS = 64;

/** The 64 noise vectors that every sample grid of a run shows, [64, 1, 1, nz]. They depend on nothing but the seed. */
export function fixedNoise({ manualSeed, nz }: Pick<Hyperparameters, 'manualSeed' | 'nz'>): Tensor4D {
  const shape = [FIXED_NOISE_VECTORS, 1, 1, nz];
  return statelessNormal(shape, { seed: manualSeed, stream: 'fixedNoise', index: 0 }) as Tensor4D;
}

/**
 * What every sample grid of a run is made from, as a folded generator takes it: the fixed noise, and in a conditional
 * run a class for each vector. As many of the 64 as can be are of each class, one class after the other.
 */
export function fixedInputs(run: Pick<Hyperparameters, 'manualSeed' | 'nz'> & Pick<NetworkShape, 'classes'>): Tensor4D {
  const { classes = 0 } = run;
  if (classes === 0) return fixedNoise(run);
  return tf.tidy(() => {
    const labels = Uint32Array.from({ length: FIXED_NOISE_VECTORS }, (_, i) => (i * classes) / FIXED_NOISE_VECTORS);
    return tf.concat([fixedNoise(run), tf.reshape(oneHot(labels, classes), [-1, 1, 1, classes]) as Tensor4D], 3);
  });
}

/**
 * What the generator makes in evaluation mode, as `POST /generate` would: the run itself is not touched.
 * @param inputs as `FoldedGenerator` takes them
 * @returns count × imageSize × imageSize × nc bytes, 0–255
 */
export function generateBytes(generator: Network, inputs: Tensor4D): Uint8Array {
  const folded = new FoldedGenerator(generator);
  const images = folded.generate(inputs);
  const bytes = imagesToBytes(images);
  tf.dispose(images);
  folded.dispose();
  return bytes;
}
