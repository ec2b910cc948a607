/** What a parameter is before the first step: a constant, or independent draws from N(mean, deviation²). */
export type Initial = { readonly constant: number } | { readonly mean: number; readonly deviation: number };

/** The tutorial's weights: convolutions N(0, 0.02), batch norm's scale N(1, 0.02). */
export const WEIGHT_DEVIATION = 0.02;

/** A float32 tensor of a layer's state. */
export interface Parameter {
  /** As PyTorch's module calls it, such as `weight`. */
  readonly name: string;
  /** In a checkpoint; filters are [kernel, kernel, …channels], in the order of TensorFlow's op. */
  readonly shape: readonly number[];
  /** Whether the optimizer changes it; otherwise it is a running statistic. */
  readonly trainable: boolean;
  readonly initial: Initial;
  /** As Keras's layer calls it; undefined where the layer is in no exported Keras model. */
  readonly kerasName?: string;
}
