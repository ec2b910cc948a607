/** TensorFlow's array ops on float tensors of either type; tfjs's own know no bfloat16. */
import { attribute, floatType, runUnaryOutputOp } from '../backend.js';
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

/** Stacks along the first axis. */
export function concatenate(parts: readonly [TensorInfo, ...TensorInfo[]]): Tensor {
  return tf.tidy(() =>
    runUnaryOutputOp(
      'ConcatV2',
      [elements(parts[0]), int32('Tidx'), attribute.int('N', parts.length)],
      [...parts, tf.scalar(0, 'int32')],
    ),
  );
}

/** Adds a row of zeros on each side of height and width: [n, h, w, c] → [n, h + 2, w + 2, c]. */
export function padByOne(x: TensorInfo): Tensor {
  return tf.tidy(() => {
    const paddings = tf.tensor2d([0, 0, 1, 1, 1, 1, 0, 0], [4, 2], 'int32');
    return runUnaryOutputOp('Pad', [elements(x), int32('Tpaddings')], [x, paddings]);
  });
}

const blocksOfTwo = [attribute.int('block_size', 2), attribute.string('data_format', 'NHWC')];

/** [n, h, w, c] → [n, h/2, w/2, 4c]: each 2×2 block becomes one pixel, its rows before its columns. */
export function spaceToDepth(x: TensorInfo): Tensor {
  return runUnaryOutputOp('SpaceToDepth', [elements(x), ...blocksOfTwo], [x]);
}

/** The inverse of `spaceToDepth`. */
export function depthToSpace(x: TensorInfo): Tensor {
  return runUnaryOutputOp('DepthToSpace', [elements(x), ...blocksOfTwo], [x]);
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

function integers(values: readonly number[]): Tensor {
  return tf.tensor1d([...values], 'int32');
}
