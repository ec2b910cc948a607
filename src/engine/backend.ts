/** The narrow door to TensorFlow's own operations: any op by its name, with typed attributes. */
import { type Tensor, type TensorInfo, tf } from './tensorflow.js';

interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** What this project uses of tfjs-node's binding; the package itself does not export these types. */
interface Binding {
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_UINT8: number;
  readonly TF_Version: string;
  createTensor(shape: readonly number[], dtype: number, values: ArrayBufferView): number;
  deleteTensor(id: number): void;
  executeOp(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputs: number,
  ): OutputMetadata[];
}

interface OutputMetadata {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** What the backend knows of a tensor: among it, the type that TensorFlow really holds. */
interface TensorRecord {
  readonly shape: number[];
  readonly dtype: number;
  readonly id: number;
  readonly values: null;
  readonly refCount: number;
}

interface NodeBackend {
  readonly binding: Binding;
  readonly isUsingGpuDevice: boolean;
  readonly tensorMap: { get(dataId: object): TensorRecord; set(dataId: object, record: TensorRecord): void };
  createOutputTensor(metadata: OutputMetadata): Tensor;
  getInputTensorIds(inputs: readonly TensorInfo[]): number[];
}

export const backend = tf.backend() as unknown as NodeBackend;
const { binding } = backend;

/** DT_BFLOAT16 in TensorFlow's types.proto; the binding passes it through without having a name for it. */
const TF_BFLOAT16 = 14;

/** The types that the elements of a tensor may have in TensorFlow. */
export type ElementType = 'float32' | 'bfloat16' | 'int32' | 'uint8';

/** Makers of op attributes, one for each kind that TensorFlow knows. */
export const attribute = {
  float: (name: string, value: number): Attribute => ({ name, type: binding.TF_ATTR_FLOAT, value }),
  bool: (name: string, value: boolean): Attribute => ({ name, type: binding.TF_ATTR_BOOL, value }),
  string: (name: string, value: string): Attribute => ({ name, type: binding.TF_ATTR_STRING, value }),
  shape: (name: string, value: readonly number[]): Attribute => ({ name, type: binding.TF_ATTR_SHAPE, value }),
  /** One number or a list of them. */
  int: (name: string, value: number | readonly number[]): Attribute => ({ name, type: binding.TF_ATTR_INT, value }),
  type: (name: string, value: ElementType): Attribute => ({
    name,
    type: binding.TF_ATTR_TYPE,
    value: {
      float32: binding.TF_FLOAT,
      bfloat16: TF_BFLOAT16,
      int32: binding.TF_INT32,
      uint8: binding.TF_UINT8,
    }[value],
  }),
};

/** The types that a float tensor may have. */
export type FloatType = 'float32' | 'bfloat16';

/**
 * What a float tensor's elements are in TensorFlow. tfjs has no bfloat16: such tensors exist between the ops of this
 * engine alone, and tfjs takes them for float32.
 */
export function floatType(tensor: TensorInfo): FloatType {
  return backend.tensorMap.get(tensor.dataId).dtype === TF_BFLOAT16 ? 'bfloat16' : 'float32';
}

/** Runs a TensorFlow op with several outputs (or none). Outputs belong to the current `tf.tidy`. */
export function runOp(
  name: string,
  attributes: readonly Attribute[],
  inputs: readonly TensorInfo[],
  outputs: number,
): Tensor[] {
  return binding.executeOp(name, attributes, backend.getInputTensorIds(inputs), outputs).map(outputTensor);
}

function outputTensor(metadata: OutputMetadata): Tensor {
  if (metadata.dtype !== TF_BFLOAT16) return backend.createOutputTensor(metadata);
  const { id, shape, dtype } = metadata;
  const dataId = {};
  backend.tensorMap.set(dataId, { shape, dtype, id, values: null, refCount: 1 });
  return tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype: 'float32' });
}

/** A float tensor's values; the tensor is disposed. */
export function takenOut(tensor: Tensor): Float32Array {
  const values = tensor.dataSync() as Float32Array;
  tensor.dispose();
  return values;
}

/** Runs a TensorFlow op with exactly one output. */
export function runUnaryOutputOp(
  name: string,
  attributes: readonly Attribute[],
  inputs: readonly TensorInfo[],
): Tensor {
  const [output] = runOp(name, attributes, inputs, 1);
  if (!output) throw new Error(`TensorFlow's ${name} gave no output`);
  return output;
}

/**
 * Uploads bytes and casts them to float32 on the device: a quarter of the traffic of uploading floats.
 * @returns a float32 tensor of the given shape with values 0–255
 */
export function floatTensorFromBytes(bytes: Uint8Array, shape: readonly number[]): Tensor {
  const id = binding.createTensor(shape, binding.TF_UINT8, bytes);
  try {
    const cast = [
      attribute.type('SrcT', 'uint8'),
      attribute.type('DstT', 'float32'),
      attribute.bool('Truncate', false),
    ];
    const [output] = binding.executeOp('Cast', cast, [id], 1);
    if (!output) throw new Error("TensorFlow's Cast gave no output");
    return backend.createOutputTensor(output);
  } finally {
    binding.deleteTensor(id);
  }
}
