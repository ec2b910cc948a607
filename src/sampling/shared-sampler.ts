import { setImmediate } from 'node:timers/promises';
import type { DesignPixels, DesignRequest, SamplerPass } from '../contracts/sampler-messages.js';
import { AtelierError } from '../errors.js';
import type { BatchedGenerator } from './batched-generator.js';
import { inputsOf } from './design-inputs.js';
import type { GeneratorCache } from './generator-cache.js';
import { type Share, shareOut } from './shares.js';

/**
 * Clients that wait for one answer before they ask again come back soon after a pass that answered them. The next pass
 * waits for them up to this long, in ms: otherwise clients fall apart into halves that wait for each other, and two passes
 * over half of the designs take longer than one over all.
 */
const GATHER_MS = 5;
/** So many designs are computed about as well as more. */
const WELL_GATHERED = 4;

/** A request being answered. */
interface Pending {
  readonly request: DesignRequest;
  /** In ms since 1970. */
  readonly deadline: number;
  /** As `performance.now` has it. */
  readonly arrivedAt: number;
  readonly pixels: Uint8Array;
  /** Designs computed so far. */
  done: number;
  readonly resolve: (designs: DesignPixels) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Answers requests for designs in passes: each is one pass of one checkpoint's generator, which requests that wait
 * for it share, so that a large one doesn't hold up the small. Checkpoints alternate.
 */
export class SharedSampler {
  #waiting: Pending[] = [];
  #running = false;
  /** When the last pass ended, and the designs that will be waited for when all whom it answered ask again. */
  #lastPass = { expected: 0, at: 0 };
  #arrived: () => void = () => {};

  /** @param onPass hears of each pass */
  constructor(
    readonly generators: GeneratorCache,
    private readonly onPass: (pass: SamplerPass) => void = () => {},
  ) {}

  /**
   * @param deadline when nobody waits for the designs any more, in ms since 1970
   * @param signal the request is dropped when it is aborted
   * @throws AtelierError `checkpoint_damaged`, `generation_timeout`, or what the signal was aborted with
   */
  generate(
    request: DesignRequest,
    { deadline = Number.POSITIVE_INFINITY, signal }: { deadline?: number; signal?: AbortSignal } = {},
  ): Promise<DesignPixels> {
    const { imageSize, nc } = request.checkpoint.hyperparameters;
    return new Promise((resolve, reject) => {
      const pixels = new Uint8Array(request.count * imageSize ** 2 * nc);
      const arrivedAt = performance.now();
      const pending: Pending = { request, deadline, arrivedAt, pixels, done: 0, resolve, reject };
      this.#waiting.push(pending);
      signal?.addEventListener('abort', () => this.#fail([pending], signal.reason), { once: true });
      this.#arrived();
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    // Requests that arrived together share the first pass; so do those that arrive while TensorFlow blocks the process.
    for (await setImmediate(); this.#waiting.length > 0; await setImmediate()) {
      await this.#gather();
      this.#dropLate();
      const [first] = this.#waiting;
      if (first) await this.#makePass(first.request.checkpoint.weights.key);
    }
    this.#running = false;
  }

  /** Waits a moment for clients that the last pass answered. */
  async #gather(): Promise<void> {
    const wanted = Math.min(this.#lastPass.expected, WELL_GATHERED);
    const left = this.#lastPass.at + GATHER_MS - performance.now();
    this.#lastPass = { expected: 0, at: 0 };
    if (designsOf(this.#waiting) >= wanted || left <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, left);
      this.#arrived = () => {
        if (designsOf(this.#waiting) < wanted) return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.#arrived = () => {};
  }

  #dropLate(): void {
    const late = this.#waiting.filter(({ deadline }) => deadline < Date.now());
    this.#fail(late, new AtelierError('generation_timeout', 'The sampler did not get to the designs in time.'));
  }

  async #makePass(key: string): Promise<void> {
    const ofCheckpoint = () => this.#waiting.filter(({ request }) => request.checkpoint.weights.key === key);
    try {
      const [first] = ofCheckpoint() as [Pending];
      const generator = await this.generators.get(first.request.checkpoint);
      // Some may have been dropped, and others have come, while it was loaded.
      this.#compute(generator, ofCheckpoint());
    } catch (error) {
      this.#fail(ofCheckpoint(), error);
    }
  }

  #compute(generator: BatchedGenerator, together: readonly Pending[]): void {
    const begunAt = performance.now();
    const remaining = together.map(({ request, done }) => request.count - done);
    const shares = shareOut(remaining, (designs) => generator.nextPass(designs));
    const designs = generator.generate(
      shares.flatMap(({ which, count }) => {
        const { request, done } = together[which] as Pending;
        return Array.from({ length: count }, (_, i) => inputsOf(request, request.first + done + i));
      }),
    );
    let taken = 0;
    let finished = 0;
    const waited: number[] = [];
    for (const share of shares) {
      const pending = together[share.which] as Pending;
      taken = this.#give(pending, share, designs, taken);
      if (pending.done < pending.request.count) continue;
      finished += pending.request.count;
      waited.push((performance.now() - pending.arrivedAt) / 1_000);
    }
    const at = performance.now();
    this.#lastPass = { expected: designsOf(this.#waiting) + finished, at };
    if (taken > 0) this.onPass({ designs: taken, seconds: (at - begunAt) / 1_000, waited });
  }

  /** Gives a request its share of a pass's designs. @returns how many of them have been given */
  #give(pending: Pending, { count }: Share, designs: Uint8Array, taken: number): number {
    const { imageSize, nc } = pending.request.checkpoint.hyperparameters;
    const designBytes = imageSize ** 2 * nc;
    pending.pixels.set(
      designs.subarray(taken * designBytes, (taken + count) * designBytes),
      pending.done * designBytes,
    );
    pending.done += count;
    this.#remove(pending);
    if (pending.done < pending.request.count) {
      // Behind those that have waited: the next pass may be another checkpoint's.
      this.#waiting.push(pending);
    } else {
      pending.resolve({ imageSize, channels: nc, pixels: pending.pixels });
    }
    return taken + count;
  }

  #fail(requests: readonly Pending[], error: unknown): void {
    for (const pending of requests) if (this.#remove(pending)) pending.reject(error);
  }

  #remove(pending: Pending): boolean {
    const index = this.#waiting.indexOf(pending);
    if (index >= 0) this.#waiting.splice(index, 1);
    return index >= 0;
  }
}

/** Designs that requests still want. */
function designsOf(requests: readonly Pending[]): number {
  return requests.reduce((sum, { request, done }) => sum + request.count - done, 0);
}
