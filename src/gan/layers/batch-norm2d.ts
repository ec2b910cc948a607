import { reshape } from '../../engine/ops/arrays.js';
import { batchNormInference, batchNormTraining } from '../../engine/ops/batch-norm.js';
import { type Tensor, tf } from '../../engine/tensorflow.js';
import type { Variable } from '../../engine/variable.js';
import { BATCH_NORM, type BatchNorm2d } from '../../models/layers/batch-norm2d.js';
import type { LayerOps } from './layer-ops.js';

export const batchNorm2d: LayerOps<BatchNorm2d> = {
  forward: (_layer, x, { mode, weights, statistics }) => {
    const [scale, offset] = weights as [Tensor, Tensor];
    const [mean, variance] = statistics as [Variable, Variable];
    if (mode === 'evaluation') return batchNormInference(x, scale, offset, mean.read(), variance.read());
    const result = batchNormTraining(x, scale, offset, mean.read(), variance.read());
    mean.assign(result.runningMean);
    variance.assign(result.runningVariance);
    return result.y;
  },

  /**
   * For given statistics, batch norm is a·y + b with a = γ / √(σ² + ε) and b = β − a·μ, so a scales the weights of the
   * convolution before it, and b is its bias.
   */
  fold: ({ channels }, state, folding) => {
    const { convolution } = folding;
    if (!convolution || convolution.relu) throw new Error('a batch norm is folded into the convolution before it');
    const [scale, offset, mean, variance] = state as [Tensor, Tensor, Tensor, Tensor];
    const factor = tf.div(scale, tf.sqrt(tf.add(variance, BATCH_NORM.epsilon)));
    const { weight, channelAxis, bias } = convolution;
    const scaled = tf.mul(weight, reshape(factor, channelAxis === 2 ? [channels, 1] : [channels]));
    const shift = tf.sub(offset, tf.mul(factor, mean));
    folding.extendConvolution({ weight: scaled, bias: bias ? tf.add(tf.mul(factor, bias), shift) : shift });
  },
};
