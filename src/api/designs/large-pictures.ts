import { once } from 'node:events';
import type { FastifyReply } from 'fastify';
import pLimit, { type LimitFunction } from 'p-limit';

/** Responses with a large picture that one process makes at once: a picture has 64 MiB of pixels at most. */
export const LARGE_AT_ONCE = 4;
/** Pictures up to this size don't wait: as many as a process serves at once take 256 MiB together. In bytes of pixels. */
export const SMALL_PICTURE_BYTES = 1024 ** 2;

/** Has large pictures wait for a slot, so that the memory for their pixels is bounded, however many are asked for. */
export class LargePictureSlots {
  readonly #limit: LimitFunction = pLimit(LARGE_AT_ONCE);

  /** Resolves when there is a slot. The response has it until its client has received it, or has gone. */
  async take({ raw }: FastifyReply): Promise<void> {
    await new Promise<void>((begin) => {
      void this.#limit(async () => {
        begin();
        if (!raw.closed) await once(raw, 'close');
      });
    });
  }
}
