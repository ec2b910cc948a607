import { setImmediate } from 'node:timers/promises';
import type { CheckpointManifest } from '../contracts/checkpoint.js';
import type { DesignPixels, DesignRequest } from '../contracts/sampler-messages.js';
import { type Tensor4D, tf } from '../engine/tensorflow.js';
import type { Network } from '../gan/network.js';
import { generateBytes } from '../gan/sample-grid.js';
import type { GeneratorCache } from './generator-cache.js';
import { latentVector, seedOfDesign } from './latents.js';

/** Designs computed by one pass of the generator. */
export const BATCH_DESIGNS = 64;

/** A request being answered. */
interface Pending {
  readonly request: DesignRequest;
  readonly pixels: Uint8Array;
  /** Designs computed so far. */
  done: number;
  readonly resolve: (designs: DesignPixels) => void;
  readonly reject: (error: unknown) => void;
}

/** Some designs of one request that are computed together with those of others. */
interface Part {
  readonly pending: Pending;
  readonly seeds: readonly number[];
}

/**
 * Answers requests for designs in batches: those that wait for the same checkpoint share a pass of its generator.
 * Each turn takes at most a fair share from every request, so that a large one doesn't hold up the small.
 */
export class MicroBatcher {
  #waiting: Pending[] = [];
  #running = false;

  constructor(readonly generators: GeneratorCache) {}

  /** @throws AtelierError `checkpoint_damaged` */
  generate(request: DesignRequest): Promise<DesignPixels> {
    const { imageSize, nc } = request.checkpoint.hyperparameters;
    return new Promise((resolve, reject) => {
      const pixels = new Uint8Array(request.count * imageSize ** 2 * nc);
      this.#waiting.push({ request, pixels, done: 0, resolve, reject });
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    // Requests that arrived in the same turn of the event loop join the first batch.
    await setImmediate();
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      const { checkpoint } = first.request;
      const together = this.#waiting.filter(({ request }) => request.checkpoint.weights.key === checkpoint.weights.key);
      try {
        this.#compute(await this.generators.get(checkpoint), takeTurn(together), checkpoint);
      } catch (error) {
        for (const pending of together) pending.reject(error);
        this.#waiting = this.#waiting.filter((pending) => !together.includes(pending));
      }
      // Lets new requests in: TensorFlow's ops block the event loop.
      await setImmediate();
    }
    this.#running = false;
  }

  #compute(generator: Network, parts: readonly Part[], { hyperparameters }: CheckpointManifest): void {
    const { nz, imageSize, nc } = hyperparameters;
    const seeds = parts.flatMap((part) => part.seeds);
    const latents = new Float32Array(seeds.length * nz);
    for (const [i, seed] of seeds.entries()) latents.set(latentVector(seed, nz), i * nz);

    const input = tf.tensor4d(latents, [seeds.length, 1, 1, nz]) as Tensor4D;
    const bytes = generateBytes(generator, input);
    input.dispose();

    const designBytes = imageSize ** 2 * nc;
    let offset = 0;
    for (const { pending, seeds: own } of parts) {
      const end = offset + own.length * designBytes;
      pending.pixels.set(bytes.subarray(offset, end), pending.done * designBytes);
      offset = end;
      pending.done += own.length;
      if (pending.done === pending.request.count) {
        this.#waiting.splice(this.#waiting.indexOf(pending), 1);
        pending.resolve({ imageSize, channels: nc, pixels: pending.pixels });
      } else {
        // Behind those that have waited: the next turn may be another checkpoint's.
        this.#waiting.push(...this.#waiting.splice(this.#waiting.indexOf(pending), 1));
      }
    }
  }
}

/** Fills one batch: an equal share for each request, and what is left over for the first ones. */
function takeTurn(requests: readonly Pending[]): Part[] {
  const share = Math.max(1, Math.floor(BATCH_DESIGNS / requests.length));
  const parts: Part[] = [];
  let room = BATCH_DESIGNS;
  for (const pending of requests) {
    const { seed, count } = pending.request;
    const take = Math.min(count - pending.done, room, requests.length === 1 ? BATCH_DESIGNS : share);
    if (take === 0) break;
    const seeds = Array.from({ length: take }, (_, i) => seedOfDesign(seed, pending.done + i));
    parts.push({ pending, seeds });
    room -= take;
  }
  return parts;
}
