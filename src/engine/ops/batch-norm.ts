import { BATCH_NORM } from '../../models/layers/batch-norm2d.js';
import { attribute, runOp } from '../backend.js';
import { type Tensor, type Tensor1D, type Tensor4D, tf } from '../tensorflow.js';
import { elements } from './arrays.js';

/** Our name for the kernel: tfjs has no batch norm for training, only for given statistics. */
const KERNEL = 'AtelierBatchNormTraining';

/** Statistics, scale and offset are float32, whatever the images are. */
const shared = [
  attribute.type('U', 'float32'),
  attribute.float('epsilon', BATCH_NORM.epsilon),
  attribute.string('data_format', 'NHWC'),
];

export function installBatchNorm(): void {
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs }) => {
      const { x, scale, offset, runningMean, runningVariance } = inputs as Record<string, Tensor>;
      return runOp(
        'FusedBatchNormV3',
        [
          elements(x as Tensor),
          ...shared,
          attribute.bool('is_training', true),
          attribute.float('exponential_avg_factor', BATCH_NORM.momentum),
        ],
        [x, scale, offset, runningMean, runningVariance] as Tensor[],
        6,
      );
    },
  });

  tf.registerGradient({
    kernelName: KERNEL,
    inputsToSave: ['x', 'scale'],
    // The op's last three outputs are what its gradient reuses: the batch's mean, its inverse deviation, and scratch.
    outputsToSave: [false, false, false, true, true, true],
    gradFunc: (dys, saved) => {
      const [x, scale, ...reserved] = saved as Tensor[];
      const gradients = runOp(
        'FusedBatchNormGradV3',
        [elements(x as Tensor), ...shared, attribute.bool('is_training', true)],
        [(dys as Tensor[])[0], x, scale, ...reserved] as Tensor[],
        5,
      );
      const [dx, dscale, doffset] = gradients as [Tensor, Tensor, Tensor];
      return { x: () => dx, scale: () => dscale, offset: () => doffset };
    },
  });
}

export interface BatchNormTraining {
  /** The normalised batch, of the input's shape. */
  readonly y: Tensor4D;
  /** The running statistics after this batch, [channels]; the variance is the unbiased one, as PyTorch's. */
  readonly runningMean: Tensor1D;
  readonly runningVariance: Tensor1D;
}

/**
 * Batch normalisation with the batch's own statistics (Ioffe and Szegedy, 2015), fused forward and backward.
 * @param x [batch, height, width, channels], float32 or bfloat16
 * @param scale gamma, [channels]
 * @param offset beta, [channels]
 */
export function batchNormTraining(
  x: Tensor,
  scale: Tensor,
  offset: Tensor,
  runningMean: Tensor,
  runningVariance: Tensor,
): BatchNormTraining {
  const outputs = tf.engine().runKernel(KERNEL, { x, scale, offset, runningMean, runningVariance });
  const [y, mean, variance] = outputs as unknown as [Tensor4D, Tensor1D, Tensor1D];
  return { y, runningMean: mean, runningVariance: variance };
}

/** Batch normalisation with given statistics, as in evaluation mode. Shapes as in `batchNormTraining`. */
export function batchNormInference(x: Tensor, scale: Tensor, offset: Tensor, mean: Tensor, variance: Tensor): Tensor4D {
  return tf.tidy(() => {
    const [y] = runOp(
      'FusedBatchNormV3',
      [elements(x), ...shared, attribute.bool('is_training', false)],
      [x, scale, offset, mean, variance],
      6,
    );
    return y as Tensor4D;
  });
}
