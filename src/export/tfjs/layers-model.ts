/**
 * A generator as the JSON of TensorFlow.js's layers models, which is that of Keras. Source: the types in
 * https://github.com/tensorflow/tfjs/tree/master/tfjs-layers/src/keras_format
 */
import { type KerasLayer, kerasInput, kerasLayer } from '../../models/keras.js';
import { type NamedLayer, namedParameters } from '../../models/layer.js';

/** Name of the file with all weights, beside model.json. */
export const WEIGHTS_FILE = 'weights.bin';

const LATENTS = 'latents';

/**
 * A model of `latents` [batch, nz], and `classWeights` [batch, classes] if it is conditional, that gives images
 * [batch, imageSize, imageSize, nc] in [-1, 1]: channels last, as TensorFlow.js and canvases have them. The weights file
 * holds the generator's parameters in a checkpoint's order and layout.
 * @param generatedBy the program's name and version
 */
export function layersModel(layers: readonly NamedLayer[], nz: number, generatedBy: string): object {
  const network = [kerasInput(LATENTS, nz)];
  const last = () => (network.at(-1) as KerasLayer).name;
  const push = (layer: NamedLayer) => network.push(...kerasLayersOf(layer, last()));
  // What is for labels takes vectors; the others take maps.
  const firstOfMain = layers.findIndex(({ layer }) => layer.module === undefined);
  layers.slice(0, firstOfMain).forEach(push);
  const channels = layers[firstOfMain - 1]?.layer.outputChannels ?? nz;
  network.push(kerasLayer('map', 'Reshape', [last()], { target_shape: [1, 1, channels] }));
  layers.slice(firstOfMain).forEach(push);
  return {
    format: 'layers-model',
    generatedBy,
    convertedBy: null,
    modelTopology: {
      keras_version: '2.15.0',
      backend: 'tensorflow',
      model_config: {
        // TensorFlow.js before 3 knows no `Functional`, which is what later ones call the same.
        class_name: 'Model',
        config: {
          name: 'generator',
          layers: network,
          input_layers: network.filter(isInput).map(({ name }) => [name, 0, 0]),
          output_layers: [[last(), 0, 0]],
        },
      },
    },
    weightsManifest: [{ paths: [WEIGHTS_FILE], weights: layers.flatMap(weightsOf) }],
  };
}

function kerasLayersOf({ name, layer }: NamedLayer, input: string): KerasLayer[] {
  if (!layer.kerasLayers) throw new Error(`${layer.kind} has no Keras layer`);
  return layer.kerasLayers({ name, input, output: name });
}

function isInput({ class_name }: KerasLayer): boolean {
  return class_name === 'InputLayer';
}

function weightsOf(named: NamedLayer) {
  return namedParameters(named).map(({ shape, kerasName }) => ({
    name: `${named.name}/${kerasName}`,
    shape,
    dtype: 'float32',
  }));
}
