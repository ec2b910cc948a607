import type { FloatType } from '../../engine/backend.js';
import type { Tensor, Tensor2D, Tensor4D } from '../../engine/tensorflow.js';
import type { Variable } from '../../engine/variable.js';
import type { Layer } from '../../models/layer.js';
import type { Folding } from './folding.js';

/** What a layer computes with, beside its input. */
export interface ForwardCall {
  /** In training, batch norm uses the batch's statistics and moves the running ones. */
  readonly mode: 'training' | 'evaluation';
  /** The layer's trainable parameters, in their order: explicit, so that gradients can be taken with respect to them. */
  readonly weights: readonly Tensor[];
  /** The layer's running statistics, in their order. */
  readonly statistics: readonly Variable[];
  /** Of a conditional network: a row of class weights for each image, [batch, classes]. */
  readonly labels: Tensor2D | undefined;
  /** What is computed with between the float32 input, weights and logits. */
  readonly floatType: FloatType;
}

/** What a kind of layer computes. Maps are channels-last, [batch, height, width, channels]. */
export interface LayerOps<Kind extends Layer = Layer> {
  /** Differentiable by its input and its weights. @returns the layer's output; may be `x` itself */
  forward(layer: Kind, x: Tensor4D, call: ForwardCall): Tensor4D;
  /**
   * Adds the layer, in evaluation mode, to a generator that is being folded (`FoldedGenerator`). Undefined for kinds that
   * are in no generator.
   * @param state its parameters as they are now, running statistics included, in their order
   */
  fold?(layer: Kind, state: readonly Tensor[], folding: Folding): void;
}

/** @throws Error where a conditional network was given none */
export function labelsOf({ labels }: ForwardCall): Tensor2D {
  if (!labels) throw new Error('a conditional network was given no labels');
  return labels;
}
