/**
 * A generator as the JSON of TensorFlow.js's layers models, which is that of Keras. Source: the types in
 * https://github.com/tensorflow/tfjs/tree/master/tfjs-layers/src/keras_format
 */
import { BATCH_NORM, type Layer, type NetworkSizes } from '../../contracts/networks.js';
import { type Parameter, parametersOf } from '../parameters.js';

/** Name of the file with all weights, beside model.json. */
export const WEIGHTS_FILE = 'weights.bin';

/** A layer of the file; names of its settings are Keras's. */
interface KerasLayer {
  readonly name: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** What goes in: one call with one tensor, by [layer, index of the call, index of its output, arguments]. */
  readonly inbound_nodes: readonly (readonly (readonly [string, 0, 0, object])[])[];
}

/** What a layer calls the parameters that PyTorch calls so. */
const kerasNames = {
  ConvTranspose2d: { weight: 'kernel' },
  BatchNorm2d: { weight: 'gamma', bias: 'beta', running_mean: 'moving_mean', running_var: 'moving_variance' },
} as const satisfies Partial<Record<Layer['kind'], Record<string, string>>>;

/**
 * A model of `latents` [batch, nz] that gives images [batch, imageSize, imageSize, nc] in [-1, 1]: channels last, as
 * TensorFlow.js and canvases have them. The weights file holds the generator's parameters in a checkpoint's order and
 * layout.
 * @param generatedBy the program's name and version
 */
export function layersModel(layers: readonly Layer[], { nz }: NetworkSizes, generatedBy: string): object {
  const network: KerasLayer[] = [
    {
      name: 'latents',
      class_name: 'InputLayer',
      config: { batch_input_shape: [null, nz], dtype: 'float32' },
      inbound_nodes: [],
    },
    layerAfter('latents', 'reshape', 'Reshape', { target_shape: [1, 1, nz] }),
  ];
  for (const [position, layer] of layers.entries()) {
    network.push(kerasLayer(layer, `main.${position}`, (network.at(-1) as KerasLayer).name));
  }
  const output = (network.at(-1) as KerasLayer).name;
  return {
    format: 'layers-model',
    generatedBy,
    convertedBy: null,
    modelTopology: {
      keras_version: '2.15.0',
      backend: 'tensorflow',
      model_config: {
        class_name: 'Functional',
        config: {
          name: 'generator',
          layers: network.map((layer) => ({ ...layer, config: { name: layer.name, ...layer.config } })),
          input_layers: [['latents', 0, 0]],
          output_layers: [[output, 0, 0]],
        },
      },
    },
    weightsManifest: [{ paths: [WEIGHTS_FILE], weights: layers.flatMap(weightsOf) }],
  };
}

function kerasLayer(layer: Layer, name: string, input: string): KerasLayer {
  switch (layer.kind) {
    case 'ConvTranspose2d': {
      const { outChannels, kernelSize, stride, padding } = layer;
      return layerAfter(input, name, 'Conv2DTranspose', {
        filters: outChannels,
        kernel_size: [kernelSize, kernelSize],
        strides: [stride, stride],
        // For kernel 4, stride 2 and even sizes, `same` is PyTorch's one pixel on each side.
        padding: padding === 1 ? 'same' : 'valid',
        data_format: 'channels_last',
        use_bias: false,
      });
    }
    case 'BatchNorm2d':
      return layerAfter(input, name, 'BatchNormalization', {
        axis: -1,
        // Keras's is the share of the old statistics.
        momentum: 1 - BATCH_NORM.momentum,
        epsilon: BATCH_NORM.epsilon,
      });
    default:
      return layerAfter(input, name, 'Activation', { activation: layer.kind.toLowerCase() });
  }
}

function layerAfter(input: string, name: string, className: string, config: KerasLayer['config']): KerasLayer {
  return { name, class_name: className, config, inbound_nodes: [[[input, 0, 0, {}]]] };
}

function weightsOf(layer: Layer, position: number): (Parameter & { readonly dtype: 'float32' })[] {
  const names: Readonly<Record<string, string>> =
    layer.kind === 'ConvTranspose2d' || layer.kind === 'BatchNorm2d' ? kerasNames[layer.kind] : {};
  return parametersOf(layer, position).map(({ name, shape }) => {
    const prefix = `main.${position}`;
    return { name: `${prefix}/${names[name.slice(prefix.length + 1)]}`, shape, dtype: 'float32' };
  });
}
