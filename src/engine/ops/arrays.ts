/** TensorFlow's array ops on float tensors of either type; tfjs's own know no bfloat16. */
import { attribute, floatType, runOp, runUnaryOutputOp } from '../backend.js';
import { type Tensor, type TensorInfo, tf } from '../tensorflow.js';

/** The attribute `T` that most ops have: the type of their elements. */
export function elements(tensor: TensorInfo) {
  return attribute.type('T', floatType(tensor));
}

const int32 = (name: string) => attribute.type(name, 'int32');

export function reshape(x: TensorInfo, shape: readonly number[]): Tensor {
  return tf.tidy(() => runUnaryOutputOp('Reshape', [elements(x), int32('Tshape')], [x, integers(shape)]));
}

export function transpose(x: TensorInfo, permutation: readonly number[]): Tensor {
  return tf.tidy(() => runUnaryOutputOp('Transpose', [elements(x), int32('Tperm')], [x, integers(permutation)]));
}

export function reverse(x: TensorInfo, axes: readonly number[]): Tensor {
  return tf.tidy(() => runUnaryOutputOp('ReverseV2', [elements(x), int32('Tidx')], [x, integers(axes)]));
}

export function slice(x: TensorInfo, begin: readonly number[], size: readonly number[]): Tensor {
  return tf.tidy(() => runUnaryOutputOp('Slice', [elements(x), int32('Index')], [x, integers(begin), integers(size)]));
}

/** [n, h, w, 4c] → [n, 2h, 2w, c]: each pixel becomes a 2×2 block, its rows before its columns. */
export function depthToSpace(x: TensorInfo): Tensor {
  return runUnaryOutputOp(
    'DepthToSpace',
    [elements(x), attribute.int('block_size', 2), attribute.string('data_format', 'NHWC')],
    [x],
  );
}

/** The product of two matrices, each as it is or transposed. */
export function matMul(
  a: TensorInfo,
  b: TensorInfo,
  { transposeA = false, transposeB = false }: { transposeA?: boolean; transposeB?: boolean } = {},
): Tensor {
  return runUnaryOutputOp(
    'MatMul',
    [elements(a), attribute.bool('transpose_a', transposeA), attribute.bool('transpose_b', transposeB)],
    [a, b],
  );
}

/** Each row of a matrix, sorted from the greatest: TensorFlow has no op that sorts but this, which gives the top k. */
export function sortedRows(matrix: TensorInfo): Tensor {
  return tf.tidy(() => {
    const k = tf.scalar(matrix.shape[1] as number, 'int32');
    const [values] = runOp('TopKV2', [attribute.bool('sorted', true), elements(matrix)], [matrix, k], 2);
    return values as Tensor;
  });
}

/** Adds one number to each channel: [n, h, w, c] + [c]. */
export function biasAdd(x: TensorInfo, bias: TensorInfo): Tensor {
  return runUnaryOutputOp('BiasAdd', [elements(x), attribute.string('data_format', 'NHWC')], [x, bias]);
}

export function activation(name: 'Relu' | 'Tanh', x: TensorInfo): Tensor {
  return runUnaryOutputOp(name, [elements(x)], [x]);
}

function integers(values: readonly number[]): Tensor {
  return tf.tensor1d([...values], 'int32');
}
