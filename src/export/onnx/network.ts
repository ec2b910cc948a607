/** A network as an ONNX file: its layers one by one, with PyTorch's names and layout. */
import { Readable } from 'node:stream';
import type { CheckpointManifest } from '../../contracts/checkpoint.js';
import { AtelierError } from '../../errors.js';
import { CLASS_WEIGHTS } from '../../models/labels.js';
import type { NamedLayer } from '../../models/layer.js';
import { BASE_OPSET, type OnnxNode } from '../../models/onnx.js';
import type { NamedTensor } from '../../storage/safetensors.js';
import { byteCount } from '../../storage/safetensors-header.js';
import type { CheckpointSource } from '../checkpoint-source.js';
import type { ExportedFile } from '../exported-file.js';
import { layersOf, type NetworkName, parametersOfAll } from '../parameters.js';
import { inPyTorchOrder, pyTorchShape } from '../pytorch.js';
import {
  encodeGraphHead,
  encodeGraphStart,
  encodeInitializerStart,
  encodeModelHead,
  type Graph,
  type Value,
} from './messages.js';

/** The format's first version in which weights are not inputs of the graph as well. */
const IR_VERSION = 4;

/** Protobuf's own bound on a message. */
const MAX_MESSAGE_BYTES = 2 ** 31 - 1;

/**
 * A generator makes `images` [batch, nc, imageSize, imageSize] in [-1, 1] of `latents` [batch, nz, 1, 1]; a
 * discriminator makes `probabilities` [batch, 1, 1, 1] of `images`. Conditional ones take `classWeights`
 * [batch, classes] besides.
 * @param producerVersion Atelier's
 * @throws AtelierError `export_impossible` beyond protobuf's 2 GiB, or `checkpoint_damaged`
 */
export function exportOnnx(source: CheckpointSource, network: NetworkName, producerVersion: string): ExportedFile {
  const { id, classes } = source.manifest;
  const layers = layersOf(source.manifest, network);
  const parameters = parametersOfAll(layers);
  const model = encodeModelHead({
    irVersion: IR_VERSION,
    opset: Math.max(...layers.map(({ layer }) => layer.onnxOpset ?? BASE_OPSET)),
    name: 'atelier',
    version: producerVersion,
    metadata: { checkpoint: id, ...(classes ? { classes: JSON.stringify(classes) } : {}) },
  });
  const graph = encodeGraphHead(graphOf(source.manifest, network, layers));
  const initializers = parameters.map((parameter) => {
    const bytes = byteCount('F32', parameter.shape);
    return { bytes, start: encodeInitializerStart({ name: parameter.name, shape: pyTorchShape(parameter) }, bytes) };
  });
  const graphBytes = initializers.reduce((sum, { start, bytes }) => sum + start.length + bytes, graph.length);
  if (graphBytes > MAX_MESSAGE_BYTES - model.length) {
    throw new AtelierError('export_impossible', `The ${network} is larger than the 2 GiB that an ONNX file may have.`);
  }
  const heads = [model, encodeGraphStart(graphBytes), graph];
  const starts = initializers.map(({ start }) => start);
  return {
    bytes: heads.reduce((sum, head) => sum + head.length, graphBytes - graph.length),
    body: Readable.from(file(heads, starts, source.read(network, parameters)), { objectMode: false }),
  };
}

function graphOf(manifest: CheckpointManifest, network: NetworkName, layers: readonly NamedLayer[]): Graph {
  const { nz, nc, imageSize } = manifest.hyperparameters;
  const latents: Value = { name: 'latents', shape: ['batch', nz, 1, 1] };
  const images: Value = { name: 'images', shape: ['batch', nc, imageSize, imageSize] };
  const probabilities: Value = { name: 'probabilities', shape: ['batch', 1, 1, 1] };
  const [input, output] = network === 'generator' ? [latents, images] : [images, probabilities];
  const labels: Value[] = manifest.classes ? [{ name: CLASS_WEIGHTS, shape: ['batch', manifest.classes.length] }] : [];
  return {
    name: network,
    nodes: nodesOf(layers, input.name, output.name),
    inputs: [input, ...labels],
    outputs: [output],
  };
}

/** The nodes of all layers, in order; each value within has the name of the layer that makes it. */
function nodesOf(layers: readonly NamedLayer[], input: string, output: string): OnnxNode[] {
  const resultOf = (index: number) => (index === layers.length - 1 ? output : `${layers[index]?.name}.output`);
  return layers.flatMap(({ name, layer }, index) =>
    layer.onnxNodes({ name, input: index === 0 ? input : resultOf(index - 1), output: resultOf(index) }),
  );
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
