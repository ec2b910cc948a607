import type { FloatType } from '../../engine/backend.js';
import type { Convolution } from '../../models/layers/convolution.js';

/**
 * PyTorch's padding in TensorFlow's words: `same` is one pixel on each side for kernel 4, stride 2 and even sizes, and for
 * kernel 3 and stride 1.
 */
export function paddingOf({ padding }: Convolution): 'same' | 'valid' {
  return padding > 0 ? 'same' : 'valid';
}

/** What a convolution computes with. Single numbers are the discriminator's logits, which the loss needs exactly. */
export function convolutionType({ outputSize }: Convolution, floatType: FloatType): FloatType {
  return outputSize === 1 ? 'float32' : floatType;
}
