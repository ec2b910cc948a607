/**
 * TensorFlow's activations with its fused gradients, under tfjs's names, for float32 and bfloat16. tfjs ships gradients
 * built from several ops each (a comparison, a cast, a product); these replace them, so the networks stay plain
 * `tf.relu` and the like. Each gradient is taken from the output: what went in need not be kept.
 */
import { attribute, runUnaryOutputOp } from '../backend.js';
import { type Tensor, tf } from '../tensorflow.js';
import { elements } from './arrays.js';

type Attributes = (attrs: unknown) => ReturnType<typeof attribute.float>[];

interface Activation {
  readonly kernelName: string;
  readonly attributes?: Attributes;
  /** The inputs of TensorFlow's gradient op, in its order. */
  readonly gradientInputs: (dy: Tensor, y: Tensor) => [Tensor, Tensor];
}

const activations: Activation[] = [
  // Input and output are positive at the same places.
  { kernelName: tf.Relu, gradientInputs: (dy, y) => [dy, y] },
  {
    kernelName: tf.LeakyRelu,
    attributes: (attrs) => [attribute.float('alpha', (attrs as { alpha: number }).alpha)],
    gradientInputs: (dy, y) => [dy, y],
  },
  { kernelName: tf.Tanh, gradientInputs: (dy, y) => [y, dy] },
];

export function installActivations(): void {
  for (const { kernelName, attributes = () => [], gradientInputs } of activations) {
    tf.unregisterKernel(kernelName, 'tensorflow');
    tf.registerKernel({
      kernelName,
      backendName: 'tensorflow',
      kernelFunc: ({ inputs, attrs }) => {
        const x = inputs.x as Tensor;
        return runUnaryOutputOp(kernelName, [elements(x), ...attributes(attrs)], [x]);
      },
    });
    tf.registerGradient({
      kernelName,
      inputsToSave: [],
      outputsToSave: [true],
      gradFunc: (dy, [y], attrs) => ({
        x: () =>
          runUnaryOutputOp(
            `${kernelName}Grad`,
            [elements(y as Tensor), ...attributes(attrs)],
            gradientInputs(dy as Tensor, y as Tensor),
          ),
      }),
    });
  }
}
