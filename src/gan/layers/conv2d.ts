import { convert } from '../../engine/ops/convert.js';
import { type Tensor4D, tf } from '../../engine/tensorflow.js';
import type { Conv2d } from '../../models/layers/conv2d.js';
import { convolutionType, paddingOf } from './convolution.js';
import { convolutionStage } from './folding.js';
import type { LayerOps } from './layer-ops.js';

export const conv2d: LayerOps<Conv2d> = {
  forward: (layer, x, { weights: [weight], floatType }) => {
    const type = convolutionType(layer, floatType);
    return tf.conv2d(convert(x, type), convert(weight as Tensor4D, type), layer.stride, paddingOf(layer));
  },

  fold: (layer, [weight], folding) =>
    folding.convolve({
      weight: weight as Tensor4D,
      channelAxis: 3,
      relu: false,
      prepare: (convolution) => {
        const filter = tf.clone(convolution.weight) as Tensor4D;
        return convolutionStage(filter, convolution, (x) =>
          tf.conv2d(x as Tensor4D, filter, layer.stride, paddingOf(layer)),
        );
      },
    }),
};
