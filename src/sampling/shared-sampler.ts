import { setImmediate } from 'node:timers/promises';
import type { CheckpointManifest } from '../contracts/checkpoint.js';
import { pointOfDesign } from '../contracts/generation.js';
import type { DesignPixels, DesignRequest } from '../contracts/sampler-messages.js';
import { type BatchedGenerator, LARGEST_BATCH } from './batched-generator.js';
import type { GeneratorCache } from './generator-cache.js';
import { latentsOf } from './points.js';

/** Designs computed in one turn, before other requests and checkpoints are looked at. */
const TURN_DESIGNS = LARGEST_BATCH;

/** A request being answered. */
interface Pending {
  readonly request: DesignRequest;
  readonly pixels: Uint8Array;
  /** Designs computed so far. */
  done: number;
  readonly resolve: (designs: DesignPixels) => void;
  readonly reject: (error: unknown) => void;
}

/** Some designs of one request, computed in the same turn as those of others. */
interface Part {
  readonly pending: Pending;
  /** Where in the plan they are. */
  readonly indices: readonly number[];
}

/**
 * Answers requests for designs in turns: each turn loads one checkpoint's generator and takes a fair share of every
 * request that waits for it, so that a large one doesn't hold up the small. A turn's designs are computed together.
 */
export class SharedSampler {
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
    // Requests that arrived together share the first turn.
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

  #compute(generator: BatchedGenerator, parts: readonly Part[], { hyperparameters }: CheckpointManifest): void {
    const { nz, imageSize, nc } = hyperparameters;
    const designBytes = imageSize ** 2 * nc;
    const designs = generator.generate(
      parts.flatMap(({ pending, indices }) => {
        return indices.map((index) => latentsOf(pointOfDesign(pending.request.plan, index), nz));
      }),
    );
    let taken = 0;
    for (const { pending, indices } of parts) {
      const own = designs.subarray(taken * designBytes, (taken + indices.length) * designBytes);
      pending.pixels.set(own, pending.done * designBytes);
      pending.done += indices.length;
      taken += indices.length;
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

/** Fills one turn: an equal share for each request. */
function takeTurn(requests: readonly Pending[]): Part[] {
  const share = Math.max(1, Math.floor(TURN_DESIGNS / requests.length));
  const parts: Part[] = [];
  let room = TURN_DESIGNS;
  for (const pending of requests) {
    const { first, count } = pending.request;
    const take = Math.min(count - pending.done, room, requests.length === 1 ? TURN_DESIGNS : share);
    if (take === 0) break;
    const indices = Array.from({ length: take }, (_, i) => first + pending.done + i);
    parts.push({ pending, indices });
    room -= take;
  }
  return parts;
}
