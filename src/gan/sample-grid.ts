import type { Hyperparameters } from '../contracts/hyperparameters.js';
import { imagesToBytes } from '../engine/pixels.js';
import { statelessNormal } from '../engine/random.js';
import { type Tensor4D, tf } from '../engine/tensorflow.js';
import { FoldedGenerator } from './folded-generator.js';
import type { Network } from './network.js';

/** The tutorial watches progress on this many noise vectors. */
export const FIXED_NOISE_VECTORS = 64;

/** The 64 noise vectors that every sample grid of a run shows, [64, 1, 1, nz]. They depend on nothing but the seed. */
export function fixedNoise({ manualSeed, nz }: Pick<Hyperparameters, 'manualSeed' | 'nz'>): Tensor4D {
  const shape = [FIXED_NOISE_VECTORS, 1, 1, nz];
  return statelessNormal(shape, { seed: manualSeed, stream: 'fixedNoise', index: 0 }) as Tensor4D;
}

/**
 * What the generator makes of latents in evaluation mode, as `POST /generate` would: the run itself is not touched.
 * @param latents [count, 1, 1, nz]
 * @returns count × imageSize × imageSize × nc bytes, 0–255
 */
export function generateBytes(generator: Network, latents: Tensor4D): Uint8Array {
  const folded = new FoldedGenerator(generator);
  const images = folded.generate(latents);
  const bytes = imagesToBytes(images);
  tf.dispose(images);
  folded.dispose();
  return bytes;
}
