import type { KerasLayer } from './keras.js';
import type { OnnxNode } from './onnx.js';
import type { Parameter } from './parameter.js';

/** Where a layer stands in an exported graph. */
export interface GraphPosition {
  /** The layer's name in its network, such as `main.0`: the prefix of its parameters' names. */
  readonly name: string;
  /** The value that goes in, and the one that comes out. */
  readonly input: string;
  readonly output: string;
}

/**
 * A layer as data, free of TensorFlow: what the API prints, and what checkpoints and exports are made from. A kind of layer
 * is a class in `layers/`; `src/gan/layers` has what each kind computes.
 */
export interface Layer {
  /** The class of the layer; where PyTorch has one like it, by PyTorch's name. */
  readonly kind: string;
  /** Height = width of the output, in pixels. */
  readonly outputSize: number;
  readonly outputChannels: number;
  /** Its state, in the order in which checkpoints and PyTorch's `state_dict` have it. */
  readonly parameters: readonly Parameter[];
  /** As PyTorch prints the module. */
  readonly printed: string;
  /** Its name in the network, where it is no part of the tutorial's `nn.Sequential` called `main`. */
  readonly module?: string;
  /** Whether PyTorch's module keeps the number of batches that it has seen in training, as `num_batches_tracked`. */
  readonly countsBatches?: boolean;
  /** The lowest operator set of ONNX that has its operators as they are used; `BASE_OPSET`, if it is left out. */
  readonly onnxOpset?: number;
  /** Its operators in ONNX; channels come first there. */
  onnxNodes(position: GraphPosition): OnnxNode[];
  /** Its layers in Keras; undefined for kinds that are in no generator, and only generators are exported so. */
  kerasLayers?(position: GraphPosition): KerasLayer[];
}

/** A layer with its name in the network: `main.0`, or what its `module` says. */
export interface NamedLayer {
  readonly name: string;
  readonly layer: Layer;
}

/** Names layers as PyTorch's `state_dict` does: those of `main` by their positions in it. */
export function nameLayers(layers: readonly Layer[]): readonly NamedLayer[] {
  let position = 0;
  return layers.map((layer) => ({ layer, name: layer.module ?? `main.${position++}` }));
}

/** A layer's parameters under their names in the network, such as `main.0.weight`. */
export function namedParameters({ name, layer }: NamedLayer): readonly Parameter[] {
  return layer.parameters.map((parameter) => ({ ...parameter, name: `${name}.${parameter.name}` }));
}

/** How many numbers training changes in a layer (running statistics are not counted, as in PyTorch). */
export function parameterCount({ parameters }: Pick<Layer, 'parameters'>): number {
  return sizeOf(parameters.filter(({ trainable }) => trainable));
}

/** How many numbers some parameters have. */
export function sizeOf(parameters: readonly Pick<Parameter, 'shape'>[]): number {
  return parameters.reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0);
}
