import { attribute, runUnaryOutputOp } from '../backend.js';
import { type Tensor, type Tensor4D, tf } from '../tensorflow.js';
import { elements } from './arrays.js';

/** Our name for the kernel: tfjs's ResizeNearestNeighbor knows no bfloat16. */
const KERNEL = 'AtelierUpsampleNearest';

const pixelCentres = [attribute.bool('align_corners', false), attribute.bool('half_pixel_centers', false)];

/** Gives tfjs the kernel and its gradient. */
export function installUpsample(): void {
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs }) => {
      const x = inputs.x as Tensor4D;
      return resize('ResizeNearestNeighbor', x, 2 * x.shape[1], 2 * x.shape[2]);
    },
  });

  tf.registerGradient({
    kernelName: KERNEL,
    gradFunc: (dy) => {
      const { shape } = dy as Tensor4D;
      return { x: () => resize('ResizeNearestNeighborGrad', dy as Tensor, shape[1] / 2, shape[2] / 2) };
    },
  });
}

/**
 * Twice the height and width, each pixel repeated; differentiable.
 * @param x [batch, height, width, channels], float32 or bfloat16
 */
export function upsampleNearest(x: Tensor): Tensor4D {
  return tf.engine().runKernel(KERNEL, { x }) as unknown as Tensor4D;
}

function resize(op: string, x: Tensor, height: number, width: number): Tensor {
  return tf.tidy(() =>
    runUnaryOutputOp(op, [elements(x), ...pixelCentres], [x, tf.tensor1d([height, width], 'int32')]),
  );
}
