import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Pool, Promise as PoolPromise, pool, TerminateError } from 'workerpool';
import type { DecodeOptions } from './decode.js';
import type { Decoder } from './decoder.js';
import type { Fingerprint } from './fingerprint.js';
import { RejectedImage } from './image-format.js';
import type { Inspected } from './inspect.js';
import type { NearDuplicates } from './near-duplicates.js';

/** A reply of a process of the pool: errors lose their class on the way. */
export type DecoderReply<T> = { readonly result: T } | { readonly rejected: string };

/** More processes would mean more memory: the largest image takes some 400 MB, and 550 MB as HEIC. */
const MAX_PROCESSES = 4;

/** The largest image that is allowed takes some seconds; one that takes longer is built to. In ms. */
const TIME_LIMIT_MS = 60_000;

/** A process can die of something else than its image, such as too little memory: a second one tries. */
const TRIES = 2;

export interface DecoderPoolOptions {
  /** The built src/decoder.ts. */
  readonly entry: URL;
  readonly processes?: number;
  readonly timeLimitMs?: number;
}

/**
 * Decodes in processes of their own, which are started when they are needed. An image that ends its process, or takes
 * too long, is rejected with that as the reason, and harms no other.
 */
export class DecoderPool implements Decoder {
  /** How many images are decoded at once. */
  readonly processes: number;
  readonly #pool: Pool;
  readonly #timeLimitMs: number;

  constructor({ entry, processes, timeLimitMs = TIME_LIMIT_MS }: DecoderPoolOptions) {
    this.processes = processes ?? Math.min(MAX_PROCESSES, availableParallelism());
    this.#timeLimitMs = timeLimitMs;
    this.#pool = pool(fileURLToPath(entry), {
      workerType: 'process',
      maxWorkers: this.processes,
      // A terminal's Ctrl-C goes to the whole group, and an import that is on its way is to be finished.
      forkOpts: { serialization: 'advanced', detached: true },
    });
  }

  async inspect(bytes: Buffer): Promise<Inspected> {
    return await this.#ask('inspect', [bytes]);
  }

  async thumbnail(bytes: Buffer): Promise<Buffer> {
    return Buffer.from(await this.#ask<Uint8Array>('thumbnail', [bytes]));
  }

  async pixels(bytes: Buffer, options: DecodeOptions): Promise<Uint8Array> {
    return await this.#ask('pixels', [bytes, options]);
  }

  async nearDuplicates(images: readonly Fingerprint[]): Promise<NearDuplicates> {
    try {
      return await this.#ask('nearDuplicates', [images]);
    } catch (error) {
      if (!(error instanceof RejectedImage)) throw error;
      // Too much for the time or the memory that there is. A dataset is good without.
      return { groups: [], complete: false };
    }
  }

  /** Ends the processes once they have done what they were asked. */
  async close(): Promise<void> {
    await this.#pool.terminate();
  }

  async #ask<T>(method: keyof Decoder, given: unknown[]): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        const reply = (await this.#pool.exec(method, given).timeout(this.#timeLimitMs)) as DecoderReply<T>;
        if ('rejected' in reply) throw new RejectedImage(reply.rejected);
        return reply.result;
      } catch (error) {
        if (error instanceof PoolPromise.TimeoutError) {
          throw new RejectedImage(`it takes longer than ${this.#timeLimitMs / 1000} s to decode`, { cause: error });
        }
        if (!(error instanceof TerminateError)) throw error;
        if (tries === TRIES) throw new RejectedImage('decoding it crashes the decoder', { cause: error });
      }
    }
  }
}
