/**
 * A network as PyTorch's `state_dict` of the tutorial's module, in safetensors: names such as `main.0.weight`, filters
 * channels-first, a transposed convolution's as [in, out, 4, 4].
 */
import { Readable } from 'node:stream';
import { type NamedLayer, namedParameters } from '../models/layer.js';
import type { Parameter } from '../models/parameter.js';
import type { NamedTensor } from '../storage/safetensors.js';
import { byteCount, encodeHead, type TensorSpec } from '../storage/safetensors-header.js';
import { bytesOf, reversedAxes } from './axes.js';
import type { CheckpointSource } from './checkpoint-source.js';
import type { ExportedFile } from './exported-file.js';
import { layersOf, type NetworkName, parametersOfAll } from './parameters.js';

/** How often the tutorial's step shows each network a batch: D sees the real one, and the generated one twice. */
const BATCHES_A_STEP = { generator: 1, discriminator: 3 } as const;

/** @throws AtelierError `checkpoint_damaged` */
export function exportPyTorch(source: CheckpointSource, network: NetworkName): ExportedFile {
  const { id, optimizerSteps, classes } = source.manifest;
  const layers = layersOf(source.manifest, network);
  const specs = layers.flatMap(pyTorchTensors);
  const head = encodeHead(specs, {
    format: 'pt',
    checkpoint: id,
    ...(classes ? { classes: JSON.stringify(classes) } : {}),
  });
  const tensors = source.read(network, parametersOfAll(layers));
  const batches = BATCHES_A_STEP[network] * optimizerSteps[network];
  return {
    bytes: head.length + specs.reduce((sum, { type, shape }) => sum + byteCount(type, shape), 0),
    body: Readable.from(stateDict(head, layers, tensors, batches), { objectMode: false }),
  };
}

/** The tensors that PyTorch's module has of a layer, in its order. */
export function pyTorchTensors(named: NamedLayer): TensorSpec[] {
  const floats = namedParameters(named).map(
    (parameter): TensorSpec => ({ name: parameter.name, type: 'F32', shape: pyTorchShape(parameter) }),
  );
  if (!named.layer.countsBatches) return floats;
  return [...floats, { name: `${named.name}.num_batches_tracked`, type: 'I64', shape: [] }];
}

/** A filter [kernel, kernel, a, b] is [b, a, kernel, kernel] in PyTorch; anything else is the same. */
export function pyTorchShape({ shape }: Pick<Parameter, 'shape'>): readonly number[] {
  return shape.length === 4 ? shape.toReversed() : shape;
}

async function* stateDict(
  head: Buffer,
  layers: readonly NamedLayer[],
  tensors: AsyncIterable<NamedTensor>,
  batches: number,
): AsyncGenerator<Uint8Array> {
  const counting = layers.filter(({ layer }) => layer.countsBatches);
  const lastOfCounting = new Set(counting.map((named) => namedParameters(named).at(-1)?.name));
  yield head;
  for await (const tensor of tensors) {
    yield* inPyTorchOrder(tensor);
    if (lastOfCounting.has(tensor.name)) yield int64(batches);
  }
}

/** A tensor's bytes with its axes as PyTorch has them. */
export async function* inPyTorchOrder({ shape, data }: NamedTensor): AsyncGenerator<Uint8Array> {
  const [height, width, a, b] = shape;
  if (height === undefined || width === undefined || a === undefined || b === undefined) yield bytesOf(data);
  else for await (const slab of reversedAxes(data, [height * width, a, b])) yield bytesOf(slab);
}

function int64(value: number): Buffer {
  const bytes = Buffer.alloc(BigInt64Array.BYTES_PER_ELEMENT);
  bytes.writeBigInt64LE(BigInt(value));
  return bytes;
}
