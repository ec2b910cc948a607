import { attribute, runUnaryOutputOp } from '../backend.js';
import { type Tensor, type Tensor1D, type Tensor4D, tf } from '../tensorflow.js';

/** Our name for the kernel: tfjs's Transform has no gradient. */
const KERNEL = 'AtelierWarp';

/**
 * Where the pixels of each image are taken from: the pixel (x, y) from (sx · x + dx, sy · y + dy), and 0 outside. With sx and
 * sy 1 or −1 and whole dx and dy, pixels move and none is mixed. Each is a number for every image, [batch].
 */
export interface Warp {
  readonly sx: Tensor1D;
  readonly dx: Tensor1D;
  readonly sy: Tensor1D;
  readonly dy: Tensor1D;
}

/** Gives tfjs the kernel and its gradient. */
export function installWarp(): void {
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs }) => move(inputs.images as Tensor4D, inputs.there as Tensor),
  });

  tf.registerGradient({
    kernelName: KERNEL,
    inputsToSave: ['back'],
    // Moving pixels is linear, and its transpose moves them back.
    gradFunc: (dy, [back]) => ({ images: () => move(dy as Tensor4D, back as Tensor) }),
  });
}

/**
 * Moves the pixels of each image; differentiable by the images.
 * @param images [batch, height, width, channels], float32
 */
export function warp(images: Tensor4D, { sx, dx, sy, dy }: Warp): Tensor4D {
  const back = { sx, dx: tf.neg(tf.mul(sx, dx)) as Tensor1D, sy, dy: tf.neg(tf.mul(sy, dy)) as Tensor1D };
  const inputs = { images, there: rowsOf({ sx, dx, sy, dy }), back: rowsOf(back) };
  return tf.engine().runKernel(KERNEL, inputs) as unknown as Tensor4D;
}

/** As TensorFlow's op has it: [batch, 8]. */
function rowsOf({ sx, dx, sy, dy }: Warp): Tensor {
  const none = tf.zerosLike(sx);
  return tf.stack([sx, none, dx, none, sy, dy, none, none], 1);
}

function move(images: Tensor4D, rows: Tensor): Tensor4D {
  const [, height, width] = images.shape;
  return tf.tidy(() =>
    runUnaryOutputOp(
      'ImageProjectiveTransformV3',
      [
        attribute.type('dtype', 'float32'),
        attribute.string('interpolation', 'NEAREST'),
        attribute.string('fill_mode', 'CONSTANT'),
      ],
      [images, rows, tf.tensor1d([height, width], 'int32'), tf.scalar(0)],
    ),
  ) as Tensor4D;
}
