/** A network as an ONNX file: the tutorial's layers one by one, with PyTorch's names and layout. */
import { Readable } from 'node:stream';
import {
  BATCH_NORM,
  discriminatorLayers,
  generatorLayers,
  type Layer,
  LEAKY_RELU_SLOPE,
} from '../../contracts/networks.js';
import { AtelierError } from '../../errors.js';
import type { NamedTensor } from '../../storage/safetensors.js';
import { byteCount } from '../../storage/safetensors-header.js';
import type { CheckpointSource } from '../checkpoint-source.js';
import type { ExportedFile } from '../exported-file.js';
import { networkParameters, type Parameter, parametersOf } from '../parameters.js';
import { inPyTorchOrder, pyTorchShape } from '../pytorch.js';
import {
  encodeGraphHead,
  encodeGraphStart,
  encodeInitializerStart,
  encodeModelHead,
  type Graph,
  type Node,
} from './messages.js';

/** The operator set that last changed an operator used here (ConvTranspose), and the format's version of that time. */
const OPSET = 22;
const IR_VERSION = 10;

/** Protobuf's own bound on a message. */
const MAX_MESSAGE_BYTES = 2 ** 31 - 1;

/**
 * A generator makes `images` [batch, nc, imageSize, imageSize] in [-1, 1] of `latents` [batch, nz, 1, 1]; a
 * discriminator makes `probabilities` [batch, 1, 1, 1] of `images`.
 * @param producerVersion Atelier's
 * @throws AtelierError `export_impossible` beyond protobuf's 2 GiB, or `checkpoint_damaged`
 */
export function exportOnnx(
  source: CheckpointSource,
  network: 'generator' | 'discriminator',
  producerVersion: string,
): ExportedFile {
  const { id, hyperparameters } = source.manifest;
  const { nz, nc, imageSize } = hyperparameters;
  const layers = network === 'generator' ? generatorLayers(hyperparameters) : discriminatorLayers(hyperparameters);
  const parameters = networkParameters(layers);
  const model = encodeModelHead({
    irVersion: IR_VERSION,
    opset: OPSET,
    name: 'atelier',
    version: producerVersion,
    metadata: { checkpoint: id },
  });
  const latents = { name: 'latents', shape: ['batch', nz, 1, 1] };
  const images = { name: 'images', shape: ['batch', nc, imageSize, imageSize] };
  const probabilities = { name: 'probabilities', shape: ['batch', 1, 1, 1] };
  const [input, output] = network === 'generator' ? [latents, images] : [images, probabilities];
  const graph = encodeGraphHead({
    name: network,
    nodes: nodesOf(layers, input.name, output.name),
    inputs: [input],
    outputs: [output],
  });
  const initializers = parameters.map((parameter) => {
    const bytes = byteCount('F32', parameter.shape);
    return { bytes, start: encodeInitializerStart({ name: parameter.name, shape: pyTorchShape(parameter) }, bytes) };
  });
  const graphBytes = initializers.reduce((sum, { start, bytes }) => sum + start.length + bytes, graph.length);
  if (graphBytes > MAX_MESSAGE_BYTES - model.length) {
    throw new AtelierError('export_impossible', `The ${network} is larger than the 2 GiB that an ONNX file may have.`);
  }
  const graphStart = encodeGraphStart(graphBytes);
  return {
    bytes: model.length + graphStart.length + graphBytes,
    body: Readable.from(
      file(
        [model, graphStart, graph],
        initializers.map(({ start }) => start),
        source.read(network, parameters),
      ),
      { objectMode: false },
    ),
  };
}

async function* file(
  heads: readonly Uint8Array[],
  starts: readonly Uint8Array[],
  tensors: AsyncIterable<NamedTensor>,
): AsyncGenerator<Uint8Array> {
  yield* heads;
  let next = 0;
  for await (const tensor of tensors) {
    yield starts[next++] as Uint8Array;
    yield* inPyTorchOrder(tensor);
  }
}

/** One node a layer, named as PyTorch's module is: `main.0`. */
function nodesOf(layers: readonly Layer[], input: string, output: string): Graph['nodes'] {
  return layers.map((layer, position) => {
    const from = position === 0 ? input : `main.${position - 1}.output`;
    const to = position === layers.length - 1 ? output : `main.${position}.output`;
    return nodeOf(layer, position, from, to);
  });
}

function nodeOf(layer: Layer, position: number, from: string, to: string): Node {
  const parameters = parametersOf(layer, position).map(({ name }: Parameter) => name);
  return {
    ...operatorOf(layer),
    name: `main.${position}`,
    inputs: [from, ...parameters],
    outputs: [to],
  };
}

function operatorOf(layer: Layer): Pick<Node, 'operator' | 'attributes'> {
  switch (layer.kind) {
    case 'Conv2d':
    case 'ConvTranspose2d': {
      const { kind, kernelSize: k, stride: s, padding: p } = layer;
      return {
        operator: kind === 'Conv2d' ? 'Conv' : 'ConvTranspose',
        attributes: { kernel_shape: { ints: [k, k] }, strides: { ints: [s, s] }, pads: { ints: [p, p, p, p] } },
      };
    }
    case 'BatchNorm2d':
      return { operator: 'BatchNormalization', attributes: { epsilon: { float: BATCH_NORM.epsilon } } };
    case 'LeakyReLU':
      return { operator: 'LeakyRelu', attributes: { alpha: { float: LEAKY_RELU_SLOPE } } };
    case 'ReLU':
      return { operator: 'Relu' };
    default:
      return { operator: layer.kind };
  }
}
