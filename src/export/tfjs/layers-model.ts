/**
 * A generator as the JSON of TensorFlow.js's layers models, which is that of Keras. Source: the types in
 * https://github.com/tensorflow/tfjs/tree/master/tfjs-layers/src/keras_format
 */
import { BATCH_NORM, type Layer } from '../../contracts/networks.js';
import { CLASS_WEIGHTS, type NamedLayer, type Parameter } from '../parameters.js';

/** Name of the file with all weights, beside model.json. */
export const WEIGHTS_FILE = 'weights.bin';

const LATENTS = 'latents';

/** A layer of the file; names of its settings are Keras's. */
interface KerasLayer {
  readonly name: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** What goes in: one call with its tensors, each by [layer, index of the call, index of its output, arguments]. */
  readonly inbound_nodes: readonly (readonly (readonly [string, 0, 0, object])[])[];
}

/** What Keras calls the parameters that PyTorch calls so. */
const kerasNames: Partial<Record<Layer['kind'], Readonly<Record<string, string>>>> = {
  LabelEmbedding: { weight: 'kernel' },
  ConvTranspose2d: { weight: 'kernel' },
  BatchNorm2d: { weight: 'gamma', bias: 'beta', running_mean: 'moving_mean', running_var: 'moving_variance' },
};

/**
 * A model of `latents` [batch, nz], and `classWeights` [batch, classes] if it is conditional, that gives images
 * [batch, imageSize, imageSize, nc] in [-1, 1]: channels last, as TensorFlow.js and canvases have them. The weights file
 * holds the generator's parameters in a checkpoint's order and layout.
 * @param generatedBy the program's name and version
 */
export function layersModel(layers: readonly NamedLayer[], nz: number, generatedBy: string): object {
  const first = layers[0]?.layer;
  const network =
    first?.kind === 'LabelEmbedding'
      ? [
          inputLayer(LATENTS, nz),
          inputLayer(CLASS_WEIGHTS, first.classes),
          kerasLayer('embedding', 'Dense', [CLASS_WEIGHTS], { units: first.length, use_bias: false }),
          kerasLayer('labelled', 'Concatenate', [LATENTS, 'embedding'], { axis: -1 }),
          kerasLayer('map', 'Reshape', ['labelled'], { target_shape: [1, 1, first.channels] }),
        ]
      : [inputLayer(LATENTS, nz), kerasLayer('map', 'Reshape', [LATENTS], { target_shape: [1, 1, nz] })];
  for (const { layer, name } of layers) {
    if (layer.kind === 'LabelEmbedding') continue;
    network.push(layerOfMain(layer, name, (network.at(-1) as KerasLayer).name));
  }
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
          layers: network,
          input_layers: network.filter(isInput).map(({ name }) => [name, 0, 0]),
          output_layers: [[network.at(-1)?.name, 0, 0]],
        },
      },
    },
    weightsManifest: [{ paths: [WEIGHTS_FILE], weights: layers.flatMap(weightsOf) }],
  };
}

function layerOfMain(layer: Layer, name: string, input: string): KerasLayer {
  switch (layer.kind) {
    case 'ConvTranspose2d': {
      const { outChannels, kernelSize, stride, padding } = layer;
      return kerasLayer(name, 'Conv2DTranspose', [input], {
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
      return kerasLayer(name, 'BatchNormalization', [input], {
        axis: -1,
        // Keras's is the share of the old statistics.
        momentum: 1 - BATCH_NORM.momentum,
        epsilon: BATCH_NORM.epsilon,
      });
    default:
      return kerasLayer(name, 'Activation', [input], { activation: layer.kind.toLowerCase() });
  }
}

function inputLayer(name: string, length: number): KerasLayer {
  const config = { name, batch_input_shape: [null, length], dtype: 'float32' };
  return { name, class_name: 'InputLayer', config, inbound_nodes: [] };
}

function isInput({ class_name }: KerasLayer): boolean {
  return class_name === 'InputLayer';
}

function kerasLayer(
  name: string,
  className: string,
  inputs: readonly string[],
  config: KerasLayer['config'],
): KerasLayer {
  const call = inputs.map((input) => [input, 0, 0, {}] as const);
  return { name, class_name: className, config: { name, ...config }, inbound_nodes: [call] };
}

function weightsOf({ layer, name, parameters }: NamedLayer): (Parameter & { readonly dtype: 'float32' })[] {
  return parameters.map((parameter) => {
    const kerasName = kerasNames[layer.kind]?.[parameter.name.slice(name.length + 1)];
    return { name: `${name}/${kerasName}`, shape: parameter.shape, dtype: 'float32' };
  });
}
