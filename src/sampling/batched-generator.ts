import type { NetworkSizes } from '../contracts/networks.js';
import { imagesToBytes } from '../engine/pixels.js';
import { tf } from '../engine/tensorflow.js';
import type { FoldedGenerator } from '../gan/folded-generator.js';
import { latentVector } from './latents.js';

/** Designs that may be computed in one pass, most first. */
const BATCH_SIZES = [64, 32, 16, 8, 4, 2, 1] as const;
export const LARGEST_BATCH = BATCH_SIZES[0];

/** A pass is filled up with zeros if at least this share of it is wanted; otherwise a smaller one comes first. */
const WELL_FILLED = 0.75;

/** Which batch sizes keep every bit, by the sizes of the networks that were tried in this process. */
const faithfulSizes = new Map<string, readonly number[]>();

/**
 * Computes designs in batches, each design with the very bytes that it has alone.
 *
 * TensorFlow's kernels promise no such thing: one may add up in another order when there is more to do. So the first
 * time that networks of some sizes are met, a trial computes designs alone and in batches of every size, and batch
 * sizes that change a bit are not used.
 */
export class BatchedGenerator {
  readonly #batchSizes: readonly number[];

  /** @param generator is disposed with this */
  constructor(
    private readonly generator: Pick<FoldedGenerator, 'generate' | 'dispose'>,
    private readonly sizes: NetworkSizes,
  ) {
    const { imageSize, nc, nz, ngf } = sizes;
    const key = [imageSize, nc, nz, ngf].join('×');
    this.#batchSizes = faithfulSizes.get(key) ?? this.#findFaithfulSizes();
    faithfulSizes.set(key, this.#batchSizes);
  }

  /**
   * @param latents a vector of length nz for each design
   * @returns latents.length × imageSize × imageSize × nc bytes, 0–255
   */
  generate(latents: readonly Float32Array[]): Uint8Array {
    const { imageSize, nc } = this.sizes;
    const designBytes = imageSize ** 2 * nc;
    const designs = new Uint8Array(latents.length * designBytes);
    let done = 0;
    while (done < latents.length) {
      const size = this.#nextBatch(latents.length - done);
      const wanted = latents.slice(done, done + size);
      const images = this.#pass(wanted, size);
      designs.set(imagesToBytes(images).subarray(0, wanted.length * designBytes), done * designBytes);
      images.dispose();
      done += wanted.length;
    }
    return designs;
  }

  dispose(): void {
    this.generator.dispose();
  }

  #nextBatch(wanted: number): number {
    const reached = this.#batchSizes.filter((size) => wanted >= WELL_FILLED * size);
    return reached[0] ?? 1;
  }

  /** One pass over `size` latents, zeros where none is given. */
  #pass(latents: readonly Float32Array[], size: number) {
    const { nz } = this.sizes;
    const values = new Float32Array(size * nz);
    for (const [i, vector] of latents.entries()) values.set(vector, i * nz);
    return tf.tidy(() => this.generator.generate(tf.tensor4d(values, [size, 1, 1, nz])));
  }

  #findFaithfulSizes(): number[] {
    const latents = Array.from({ length: LARGEST_BATCH }, (_, seed) => latentVector(seed, this.sizes.nz));
    const bits = (batch: readonly Float32Array[]) => {
      const images = this.#pass(batch, batch.length);
      const values = images.dataSync<'float32'>();
      images.dispose();
      return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    };
    const alone = Buffer.concat(latents.map((vector) => bits([vector])));
    return BATCH_SIZES.filter((size) => {
      const together = bits(latents.slice(0, size));
      return together.equals(alone.subarray(0, together.length));
    });
  }
}
