/** TensorFlow's own convolution and its two gradients, for float32 and bfloat16. */
import { attribute, runUnaryOutputOp } from '../../backend.js';
import { type Tensor, type TensorInfo, tf } from '../../tensorflow.js';
import { elements } from '../arrays.js';
import type { Geometry } from './geometry.js';

function attributes(values: TensorInfo, { stride, padding }: Pick<Geometry, 'stride' | 'padding'>) {
  return [
    elements(values),
    attribute.int('strides', [1, stride, stride, 1]),
    attribute.string('padding', padding),
    attribute.string('data_format', 'NHWC'),
    attribute.bool('use_cudnn_on_gpu', true),
    attribute.int('dilations', [1, 1, 1, 1]),
  ];
}

export function forward(x: TensorInfo, filter: TensorInfo, geometry: Pick<Geometry, 'stride' | 'padding'>): Tensor {
  return runUnaryOutputOp('Conv2D', attributes(x, geometry), [x, filter]);
}

export function inputGradient(dy: TensorInfo, filter: TensorInfo, geometry: Geometry): Tensor {
  return tf.tidy(() => {
    const shape = tf.tensor1d([...geometry.input], 'int32');
    return runUnaryOutputOp('Conv2DBackpropInput', attributes(dy, geometry), [shape, filter, dy]);
  });
}

export function filterGradient(x: TensorInfo, dy: TensorInfo, geometry: Geometry): Tensor {
  return tf.tidy(() => {
    const shape = tf.tensor1d([...geometry.filter], 'int32');
    return runUnaryOutputOp('Conv2DBackpropFilter', attributes(x, geometry), [x, shape, dy]);
  });
}
