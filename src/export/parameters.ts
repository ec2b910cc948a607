import type { CheckpointManifest } from '../contracts/checkpoint.js';
import { type NamedLayer, namedParameters, nameLayers } from '../models/layer.js';
import { discriminatorLayers, generatorLayers, networkShape } from '../models/networks.js';
import type { Parameter } from '../models/parameter.js';

export type NetworkName = 'generator' | 'discriminator';

/** The layers of a network of a checkpoint, from its input on. */
export function layersOf(manifest: CheckpointManifest, network: NetworkName): readonly NamedLayer[] {
  const shape = networkShape(manifest);
  return nameLayers(network === 'generator' ? generatorLayers(shape) : discriminatorLayers(shape));
}

/** All float tensors of a network, in the order in which a checkpoint has them. */
export function parametersOfAll(layers: readonly NamedLayer[]): readonly Parameter[] {
  return layers.flatMap(namedParameters);
}
