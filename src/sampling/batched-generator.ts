import { imagesToBytes } from '../engine/pixels.js';
import { tf } from '../engine/tensorflow.js';
import type { FoldedGenerator } from '../gan/folded-generator.js';
import type { NetworkShape } from '../models/networks.js';
import { latentVector } from './latents.js';

/** Designs that may be computed in one pass, most first. A trial takes its time for each, so not every number is here. */
const BATCH_SIZES = [64, 48, 40, 32, 24, 20, 16, 14, 12, 10, 8, 7, 6, 5, 4, 3, 2, 1] as const;
export const LARGEST_BATCH = BATCH_SIZES[0];

/** Which batch sizes keep every bit, by the shapes of the networks that were tried in this process. */
const faithfulSizes = new Map<string, readonly number[]>();

/**
 * Computes designs in batches, each design with the very bytes that it has alone.
 *
 * TensorFlow's kernels promise no such thing: one may add up in another order when there is more to do. So the first
 * time that networks of some shape are met, a trial computes designs alone and in batches of every size, and batch
 * sizes that change a bit are not used.
 */
export class BatchedGenerator {
  readonly #batchSizes: readonly number[];
  /** Numbers that a design is made from. */
  readonly #inputs: number;

  /** @param generator is disposed with this */
  constructor(
    private readonly generator: Pick<FoldedGenerator, 'generate' | 'dispose'>,
    private readonly shape: NetworkShape,
  ) {
    const { architecture = 'dcgan', imageSize, nc, nz, ngf, classes = 0 } = shape;
    this.#inputs = nz + classes;
    const key = [architecture, imageSize, nc, this.#inputs, ngf].join('×');
    this.#batchSizes = faithfulSizes.get(key) ?? this.#findFaithfulSizes();
    faithfulSizes.set(key, this.#batchSizes);
  }

  /**
   * @param inputs for each design a vector of nz latents; of a conditional generator also its class weights, after them
   * @returns inputs.length × imageSize × imageSize × nc bytes, 0–255
   */
  generate(inputs: readonly Float32Array[]): Uint8Array {
    const { imageSize, nc } = this.shape;
    const designBytes = imageSize ** 2 * nc;
    const designs = new Uint8Array(inputs.length * designBytes);
    let done = 0;
    while (done < inputs.length) {
      const size = this.nextPass(inputs.length - done);
      const images = this.#pass(inputs.slice(done, done + size));
      designs.set(imagesToBytes(images), done * designBytes);
      images.dispose();
      done += size;
    }
    return designs;
  }

  dispose(): void {
    this.generator.dispose();
  }

  /** @returns how many of `wanted` designs one pass computes */
  nextPass(wanted: number): number {
    return this.#batchSizes.find((size) => size <= wanted) ?? 1;
  }

  #pass(inputs: readonly Float32Array[]) {
    const length = this.#inputs;
    const values = new Float32Array(inputs.length * length);
    for (const [i, vector] of inputs.entries()) values.set(vector, i * length);
    return tf.tidy(() => this.generator.generate(tf.tensor4d(values, [inputs.length, 1, 1, length])));
  }

  #findFaithfulSizes(): number[] {
    const inputs = Array.from({ length: LARGEST_BATCH }, (_, seed) => latentVector(seed, this.#inputs));
    const bits = (batch: readonly Float32Array[]) => {
      const images = this.#pass(batch);
      const values = images.dataSync<'float32'>();
      images.dispose();
      return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    };
    const alone = Buffer.concat(inputs.map((vector) => bits([vector])));
    return BATCH_SIZES.filter((size) => {
      const together = bits(inputs.slice(0, size));
      return together.equals(alone.subarray(0, together.length));
    });
  }
}
