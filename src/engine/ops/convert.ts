import { attribute, type FloatType, floatType, runUnaryOutputOp } from '../backend.js';
import { type Tensor, tf } from '../tensorflow.js';

/** Our name for the kernel: tfjs's own Cast knows no bfloat16. */
const KERNEL = 'AtelierConvert';

export function installConversion(): void {
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs }) => {
      const x = inputs.x as Tensor;
      const { to } = attrs as unknown as { to: FloatType };
      return runUnaryOutputOp(
        'Cast',
        [attribute.type('SrcT', floatType(x)), attribute.type('DstT', to), attribute.bool('Truncate', false)],
        [x],
      );
    },
  });

  tf.registerGradient({
    kernelName: KERNEL,
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => convert(dy as Tensor, floatType(x as Tensor)) }),
  });
}

/**
 * Rounds to bfloat16 (8 bits of mantissa, to the nearest, ties to even) or widens to float32; differentiable.
 * A bfloat16 tensor is good for the ops of this folder alone: tfjs takes it for float32 and can't read it.
 * @returns `x` itself if it has the type already
 */
export function convert<T extends Tensor>(x: T, to: FloatType): T {
  if (floatType(x) === to) return x;
  return tf.engine().runKernel(KERNEL, { x }, { to }) as unknown as T;
}
