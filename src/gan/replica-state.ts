import { createHash } from 'node:crypto';
import type { NetworkShape } from '../models/networks.js';
import { summarize } from '../models/summary.js';
import type { Gan } from './gan.js';
import { MAX_METRICS } from './training-step.js';

/**
 * A hash of all that replicas have in common: weights and both optimizers. Running statistics are not part of it:
 * they are those of the first replica, as in PyTorch, and training does not read them.
 */
export function checksumOf({ generator, discriminator, generatorAdam, discriminatorAdam }: Gan): string {
  const hash = createHash('sha256');
  const common = [generator.trainable, discriminator.trainable, generatorAdam.state, discriminatorAdam.state].flat();
  for (const variable of common) hash.update(variable.data());
  return hash.update(`${generatorAdam.step} ${discriminatorAdam.step}`).digest('hex');
}

/** Floats of the longest message that replicas exchange: one network's gradients, and metrics. */
export function longestMessage(sizes: NetworkShape): number {
  const { generator, discriminator } = summarize(sizes);
  return Math.max(generator.parameters, discriminator.parameters) + MAX_METRICS;
}
