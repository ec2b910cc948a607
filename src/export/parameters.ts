import type { Layer } from '../contracts/networks.js';

/** A tensor of a network's state, under the name that PyTorch's `state_dict` gives it. */
export interface Parameter {
  /** E.g. `main.0.weight`. */
  readonly name: string;
  /** As a checkpoint has it; convolutions' are [4, 4, in, out], transposed convolutions' [4, 4, out, in]. */
  readonly shape: readonly number[];
}

/** The float tensors of a layer, in the order in which a checkpoint has them. */
export function parametersOf(layer: Layer, position: number): Parameter[] {
  const name = (parameter: string) => `main.${position}.${parameter}`;
  switch (layer.kind) {
    case 'Conv2d':
      return [{ name: name('weight'), shape: [4, 4, layer.inChannels, layer.outChannels] }];
    case 'ConvTranspose2d':
      return [{ name: name('weight'), shape: [4, 4, layer.outChannels, layer.inChannels] }];
    case 'BatchNorm2d':
      return ['weight', 'bias', 'running_mean', 'running_var'].map((parameter) => ({
        name: name(parameter),
        shape: [layer.channels],
      }));
    default:
      return [];
  }
}

/** The float tensors of a network, in the order in which a checkpoint has them. */
export function networkParameters(layers: readonly Layer[]): Parameter[] {
  return layers.flatMap(parametersOf);
}
