import { activation } from '../../engine/ops/arrays.js';
import { tf } from '../../engine/tensorflow.js';
import {
  LEAKY_RELU_SLOPE,
  type LeakyReLU,
  type ReLU,
  type Sigmoid,
  type Tanh,
} from '../../models/layers/activations.js';
import type { LayerOps } from './layer-ops.js';

export const relu: LayerOps<ReLU> = {
  forward: (_layer, x) => tf.relu(x),
  fold: (_layer, _state, folding) =>
    folding.convolution
      ? folding.extendConvolution({ relu: true })
      : folding.push({ tensors: [], apply: (x) => activation('Relu', x) }),
};

export const leakyRelu: LayerOps<LeakyReLU> = {
  forward: (_layer, x) => tf.leakyRelu(x, LEAKY_RELU_SLOPE),
};

export const tanh: LayerOps<Tanh> = {
  forward: (_layer, x) => tf.tanh(x),
  fold: (_layer, _state, folding) => folding.push({ tensors: [], apply: (x) => activation('Tanh', x) }),
};

/** Only ever last, and objectives take logits: more exact, and one op less. */
export const sigmoid: LayerOps<Sigmoid> = {
  forward: (_layer, x) => x,
};
