import { createHash } from 'node:crypto';
import { architectureOf } from '../contracts/architecture.js';
import type { NetworkSizes } from '../contracts/networks.js';
import type { Dcgan } from './dcgan.js';
import { MAX_FIGURES } from './training-step.js';

/**
 * A hash of all that replicas have in common: weights and both optimizers. Running statistics are not part of it:
 * they are those of the first replica, as in PyTorch, and training does not read them.
 */
export function checksumOf({ generator, discriminator, generatorAdam, discriminatorAdam }: Dcgan): string {
  const hash = createHash('sha256');
  const common = [generator.trainable, discriminator.trainable, generatorAdam.state, discriminatorAdam.state].flat();
  for (const variable of common) hash.update(variable.data());
  return hash.update(`${generatorAdam.step} ${discriminatorAdam.step}`).digest('hex');
}

/** Floats of the longest message that replicas exchange: one network's gradients, and figures. */
export function longestMessage(sizes: NetworkSizes): number {
  const { generator, discriminator } = architectureOf(sizes);
  return Math.max(generator.parameters, discriminator.parameters) + MAX_FIGURES;
}
