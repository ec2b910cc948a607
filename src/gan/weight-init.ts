import { isForLabels, type Layer } from '../contracts/networks.js';
import { statelessNormal } from '../engine/random.js';
import { type Tensor, tf } from '../engine/tensorflow.js';
import { Variable } from '../engine/variable.js';

/** The generator's name where an average of it makes the designs, and is what a checkpoint calls its generator. */
export const TRAINED_GENERATOR = 'generator_trained';

/** The tutorial's: convolutions N(0, 0.02), batch norm's scale N(1, 0.02) and offset 0. */
const STANDARD_DEVIATION = 0.02;

/** Each network draws from its own range of indices, each layer from one index in it. */
const firstIndex: Record<string, number> = { generator: 0, [TRAINED_GENERATOR]: 0, discriminator: 1000 };
/** The last of a network's range. */
const EMBEDDING_INDEX = 999;

/**
 * Makes a layer's variables with their initial values.
 * @param position of the layer among the tutorial's; part of the names, as in PyTorch's `main.0.weight`
 */
export function initialWeights(
  network: string,
  layer: Layer,
  position: number,
  manualSeed: number,
): { trainable: Variable[]; statistics: Variable[] } {
  const [module, index] = isForLabels(layer) ? ['embedding', EMBEDDING_INDEX] : [`main.${position}`, position];
  const name = (parameter: string) => `${network}.${module}.${parameter}`;
  const standardNormal = (shape: readonly number[]) =>
    statelessNormal(shape, { seed: manualSeed, stream: 'weights', index: (firstIndex[network] ?? 0) + index });
  const normal = (shape: readonly number[]) => standardNormal(shape).mul(STANDARD_DEVIATION);
  const variable = (parameter: string, initial: () => Tensor) => {
    const value = tf.tidy(initial);
    const created = new Variable(name(parameter), value);
    value.dispose();
    return created;
  };

  switch (layer.kind) {
    case 'Conv2d':
    case 'ConvTranspose2d': {
      const { inChannels, outChannels, kernelSize: k } = layer;
      const channels = layer.kind === 'Conv2d' ? [inChannels, outChannels] : [outChannels, inChannels];
      return { trainable: [variable('weight', () => normal([k, k, ...channels]))], statistics: [] };
    }
    case 'BatchNorm2d': {
      const shape = [layer.channels];
      return {
        trainable: [variable('weight', () => normal(shape).add(1)), variable('bias', () => tf.zeros(shape))],
        statistics: [variable('running_mean', () => tf.zeros(shape)), variable('running_var', () => tf.ones(shape))],
      };
    }
    case 'LabelEmbedding':
      // As PyTorch's nn.Embedding starts, and as large as the latents beside it.
      return {
        trainable: [variable('weight', () => standardNormal([layer.classes, layer.length]))],
        statistics: [],
      };
    default:
      return { trainable: [], statistics: [] };
  }
}
