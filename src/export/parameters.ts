import type { CheckpointManifest } from '../contracts/checkpoint.js';
import { discriminatorLayers, generatorLayers, isForLabels, type Layer, networkSizes } from '../contracts/networks.js';

/** What the exported conditional networks call their second input: [batch, classes]. */
export const CLASS_WEIGHTS = 'classWeights';

export type NetworkName = 'generator' | 'discriminator';

/** A tensor of a network's state, under the name that PyTorch's `state_dict` gives it. */
export interface Parameter {
  /** E.g. `main.0.weight`. */
  readonly name: string;
  /** As a checkpoint has it; convolutions' are [4, 4, in, out], transposed convolutions' [4, 4, out, in]. */
  readonly shape: readonly number[];
}

/** A layer under its name in PyTorch's module, with its float tensors in the order in which a checkpoint has them. */
export interface NamedLayer {
  /** E.g. `main.0`; what is for labels is no part of `main`. */
  readonly name: string;
  readonly layer: Layer;
  readonly parameters: readonly Parameter[];
}

/** The layers of a network of a checkpoint, from its input on. */
export function layersOf(manifest: CheckpointManifest, network: NetworkName): readonly NamedLayer[] {
  const sizes = networkSizes(manifest);
  return namedLayers(network === 'generator' ? generatorLayers(sizes) : discriminatorLayers(sizes));
}

export function namedLayers(layers: readonly Layer[]): readonly NamedLayer[] {
  const main = layers.filter((layer) => !isForLabels(layer));
  return layers.map((layer) => {
    const name = isForLabels(layer) ? forLabels[layer.kind] : `main.${main.indexOf(layer)}`;
    return { name, layer, parameters: parametersOf(layer, name) };
  });
}

const forLabels = { LabelEmbedding: 'embedding', LabelProjection: 'projection' } as const;

function parametersOf(layer: Layer, name: string): Parameter[] {
  switch (layer.kind) {
    case 'Conv2d':
      return [{ name: `${name}.weight`, shape: [4, 4, layer.inChannels, layer.outChannels] }];
    case 'ConvTranspose2d':
      return [{ name: `${name}.weight`, shape: [4, 4, layer.outChannels, layer.inChannels] }];
    case 'BatchNorm2d':
      return ['weight', 'bias', 'running_mean', 'running_var'].map((parameter) => ({
        name: `${name}.${parameter}`,
        shape: [layer.channels],
      }));
    case 'LabelEmbedding':
      return [{ name: `${name}.weight`, shape: [layer.classes, layer.length] }];
    default:
      return [];
  }
}

/** All float tensors of a network, in the order in which a checkpoint has them. */
export function parametersOfAll(layers: readonly NamedLayer[]): Parameter[] {
  return layers.flatMap(({ parameters }) => parameters);
}
