import { randomUUID } from 'node:crypto';
import type { DesignPixels, DesignRequest, ToSampler } from '../../contracts/sampler-messages.js';
import { AtelierError } from '../../errors.js';
import { type LocalSamplers, SamplerGone } from './local-samplers.js';
import type { RemoteSamplers } from './remote-samplers.js';

/** A part of a request is given up after this long, in ms. */
const TIMEOUT_MS = 60_000;
/** Designs asked of a sampler at once: a pass of the generator is no faster with more. */
export const PART_DESIGNS = 64;
/** Parts of one request that are made at the same time: while one is sent to the client, the next is made. */
const PARTS_AHEAD = 2;
/** Designs of all requests that may wait at once: a worker makes some hundred a second, and nobody waits a minute. */
export const MAX_DESIGNS_WAITED_FOR = 4_096;
/** Assumed until it has been measured: that of a worker with two cores. */
const DESIGNS_A_SECOND = 300;
/** The newest part's weight in the measured rate. */
const RATE_SMOOTHING = 0.1;
const MAX_RETRY_AFTER_SECONDS = 60;

/** Some designs of a request, in its order. */
export interface DesignPart extends DesignPixels {
  /** Index of the first. */
  readonly first: number;
  readonly count: number;
}

/** An API process's side of generation: asks samplers for designs, those of this machine first. */
export class DesignClient {
  readonly #open = new Set<AbortController>();
  /** Designs that open requests keep waiting at samplers. */
  #waiting = 0;
  #designsPerSecond = DESIGNS_A_SECOND;

  constructor(
    private readonly local: LocalSamplers,
    private readonly remote: RemoteSamplers,
  ) {}

  /** Designs that requests wait for now. */
  get waiting(): number {
    return this.#waiting;
  }

  async start(): Promise<void> {
    this.local.start();
    await this.remote.start();
  }

  close(): void {
    for (const open of this.#open) open.abort(new AtelierError('shutting_down', 'The server is shutting down.'));
    this.local.close();
    this.remote.close();
  }

  /**
   * Asks for designs, part by part as they are taken: no more than two parts of a request are made ahead, so that its
   * memory is bounded, and other requests come in between.
   *
   * @param signal aborting it drops what has not been made
   * @throws AtelierError `overloaded`, `no_worker`, `generation_timeout`, `shutting_down`, or what a sampler says
   */
  async *generate(
    request: Omit<DesignRequest, 'first'>,
    signal: AbortSignal,
  ): AsyncGenerator<DesignPart, void, undefined> {
    let held = Math.min(request.count, PARTS_AHEAD * PART_DESIGNS);
    this.#refuseTooMany(held);
    const open = new AbortController();
    this.#waiting += held;
    this.#open.add(open);
    const release = () => {
      this.#waiting -= held;
      held = 0;
      this.#open.delete(open);
    };
    // Whoever goes away may never read on here.
    const abort = () => {
      open.abort(signal.reason);
      release();
    };
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    const ahead: Promise<DesignPart>[] = [];
    try {
      for (let asked = 0; asked < request.count || ahead.length > 0; ) {
        while (asked < request.count && ahead.length < PARTS_AHEAD) {
          const count = Math.min(PART_DESIGNS, request.count - asked);
          const part = this.#ask({ ...request, first: asked, count }, open.signal);
          // What fails is told when its turn has come.
          part.catch(() => {});
          ahead.push(part);
          asked += count;
        }
        yield await (ahead.shift() as Promise<DesignPart>);
      }
    } finally {
      release();
      signal.removeEventListener('abort', abort);
      // Nobody takes them any more.
      if (ahead.length > 0) open.abort();
    }
  }

  async #ask(request: DesignRequest, signal: AbortSignal): Promise<DesignPart> {
    const begun = Date.now();
    const { first, count } = request;
    const message = { type: 'generate', id: randomUUID(), request, deadline: begun + TIMEOUT_MS } as const;
    const designs = await this.#askAnyone(message, signal);
    // Little's law: what is under way is the rate times how long it takes.
    const rate = (1000 * this.#waiting) / Math.max(1, Date.now() - begun);
    this.#designsPerSecond += RATE_SMOOTHING * (rate - this.#designsPerSecond);
    return { ...designs, first, count };
  }

  async #askAnyone(message: Extract<ToSampler, { type: 'generate' }>, signal: AbortSignal): Promise<DesignPixels> {
    const link = this.local.pick();
    if (!link) return await this.remote.ask(message, signal);
    try {
      return await link.ask(message, signal);
    } catch (error) {
      if (!(error instanceof SamplerGone)) throw error;
      return await this.remote.ask(message, signal);
    }
  }

  #refuseTooMany(count: number): void {
    if (this.#waiting === 0 || this.#waiting + count <= MAX_DESIGNS_WAITED_FOR) return;
    throw new AtelierError('overloaded', `${this.#waiting} designs are waited for already; try again soon.`, {
      retryAfterSeconds: Math.min(MAX_RETRY_AFTER_SECONDS, Math.ceil(this.#waiting / this.#designsPerSecond)),
    });
  }
}
