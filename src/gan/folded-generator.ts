import { type Tensor, type Tensor4D, tf } from '../engine/tensorflow.js';
import { type FoldedStage, Folding } from './layers/folding.js';
import { opsOf } from './layers/index.js';
import type { Network } from './network.js';

/** At most: 36 numbers stand for the 16 taps that a packed filter has between two channels. */
export const FOLDED_BYTES_PER_PARAMETER = (Float32Array.BYTES_PER_ELEMENT * 36) / 16;

/**
 * A generator as it makes designs: in evaluation mode, with what can be folded into the convolutions (batch norms, labels'
 * embeddings) made part of their weights, as `src/gan/layers` says for each kind of layer. No gradient is ever taken of it,
 * so TensorFlow's ops are called directly: for a single design, tfjs's own part in a differentiable op would count.
 */
export class FoldedGenerator {
  readonly #stages: readonly FoldedStage[];

  /** @param generator may be changed or disposed afterwards: its weights are copied */
  constructor(generator: Network) {
    const folding = new Folding();
    let stages: readonly FoldedStage[] = [];
    tf.tidy(() => {
      for (const { layer, state } of generator.readLayers()) {
        const { fold } = opsOf(layer);
        if (!fold) throw new Error(`${layer.kind} can't be folded into a generator`);
        fold(layer, state, folding);
      }
      stages = folding.finish();
    });
    this.#stages = stages;
  }

  /**
   * @param inputs [count, 1, 1, nz] latents; of a conditional generator [count, 1, 1, nz + classes], latents and then the
   * weights of the classes
   * @returns images [count, imageSize, imageSize, nc] in [-1, 1]
   */
  generate(inputs: Tensor4D): Tensor4D {
    return tf.tidy(() => this.#stages.reduce((x: Tensor, { apply }) => apply(x), inputs)) as Tensor4D;
  }

  dispose(): void {
    for (const { tensors } of this.#stages) tf.dispose([...tensors]);
  }
}
