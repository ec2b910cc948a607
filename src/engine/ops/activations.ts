/**
 * TensorFlow's fused gradients for the activations the networks use. tfjs ships gradients built from several ops each
 * (a comparison, a cast, a product); these replace them, so the networks stay plain `tf.relu` and the like.
 */
import { attribute, runUnaryOutputOp } from '../backend.js';
import { type Tensor, tf } from '../tensorflow.js';

const FLOAT = attribute.type('T', 'float32');

tf.registerGradient({
  kernelName: tf.Relu,
  inputsToSave: [],
  outputsToSave: [true],
  // The gradient may take the output in place of the input: both are positive at the same places.
  gradFunc: (dy, [y]) => ({ x: () => runUnaryOutputOp('ReluGrad', [FLOAT], [dy as Tensor, y as Tensor]) }),
});

tf.registerGradient({
  kernelName: tf.LeakyRelu,
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attrs) => ({
    x: () =>
      runUnaryOutputOp(
        'LeakyReluGrad',
        [FLOAT, attribute.float('alpha', (attrs as unknown as { alpha: number }).alpha)],
        [dy as Tensor, x as Tensor],
      ),
  }),
});

tf.registerGradient({
  kernelName: tf.Tanh,
  inputsToSave: [],
  outputsToSave: [true],
  gradFunc: (dy, [y]) => ({ x: () => runUnaryOutputOp('TanhGrad', [FLOAT], [y as Tensor, dy as Tensor]) }),
});
