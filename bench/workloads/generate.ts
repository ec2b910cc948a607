/** Our generator as the sampler uses it, with the tutorial's sizes and initial weights: speed does not depend on them. */
import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import { FoldedGenerator } from '../../src/gan/folded-generator.js';
import { Network } from '../../src/gan/network.js';
import { generatorLayers } from '../../src/models/networks.js';
import { BatchedGenerator } from '../../src/sampling/batched-generator.js';
import { latentVector } from '../../src/sampling/latents.js';
import { answerOrders, timed } from '../support/orders.js';

const sizes = hyperparametersSchema.parse({});
const network = new Network('generator', generatorLayers(sizes), sizes.manualSeed);
const generator = new BatchedGenerator(new FoldedGenerator(network), sizes);

await answerOrders(({ count, repeats }: { count: number; repeats: number }) => {
  const latents = Array.from({ length: count }, (_, seed) => latentVector(seed, sizes.nz));
  return { seconds: Array.from({ length: repeats }, () => timed(() => void generator.generate(latents))) };
});
