import { activation, biasAdd } from '../../engine/ops/arrays.js';
import { type Tensor, tf } from '../../engine/tensorflow.js';

/** A step of a folded generator: an op, and the numbers that it uses, laid out for it once and for all. */
export interface FoldedStage {
  readonly tensors: readonly Tensor[];
  readonly apply: (x: Tensor) => Tensor;
}

/** A convolution that waits for what follows it, so that a batch norm and a ReLU become part of it. */
export interface FoldableConvolution {
  readonly weight: Tensor;
  /** The axis of `weight` that has the output's channels. */
  readonly channelAxis: 2 | 3;
  /** [output channels] */
  readonly bias?: Tensor;
  readonly relu: boolean;
  /** Lays out the weight for its op. @param convolution itself, with all that was made part of it */
  readonly prepare: (convolution: FoldableConvolution) => FoldedStage;
}

/** A generator while it is folded, layer by layer from its input on. Run it within `tf.tidy`. */
export class Folding {
  readonly #stages: FoldedStage[] = [];
  #convolution: FoldableConvolution | undefined;
  /** What stands for each class, [classes, length], until the first layer takes it in. */
  embeddings: Tensor | undefined;

  /** The convolution that is the last layer until now, if it is one. */
  get convolution(): FoldableConvolution | undefined {
    return this.#convolution;
  }

  /** Adds a convolution. */
  convolve(convolution: FoldableConvolution): void {
    this.#finishConvolution();
    this.#convolution = convolution;
  }

  /** Makes a layer part of the convolution before it. */
  extendConvolution(changes: Partial<Pick<FoldableConvolution, 'weight' | 'bias' | 'relu'>>): void {
    if (!this.#convolution) throw new Error('there is no convolution before this layer');
    this.#convolution = { ...this.#convolution, ...changes };
  }

  /** Adds a layer that stays by itself. */
  push(stage: FoldedStage): void {
    this.#finishConvolution();
    this.#stages.push(stage);
  }

  finish(): readonly FoldedStage[] {
    this.#finishConvolution();
    for (const tensor of this.#stages.flatMap(({ tensors }) => tensors)) tf.keep(tensor);
    return this.#stages;
  }

  #finishConvolution(): void {
    if (this.#convolution) this.#stages.push(this.#convolution.prepare(this.#convolution));
    this.#convolution = undefined;
  }
}

/** A stage of a convolution whose op has no bias and no ReLU of its own. @param weight as `convolve` uses it */
export function convolutionStage(
  weight: Tensor,
  { bias, relu }: Pick<FoldableConvolution, 'bias' | 'relu'>,
  convolve: (x: Tensor) => Tensor,
): FoldedStage {
  const biased = (x: Tensor) => (bias ? biasAdd(convolve(x), bias) : convolve(x));
  return {
    tensors: bias ? [weight, bias] : [weight],
    apply: relu ? (x) => activation('Relu', biased(x)) : biased,
  };
}
