import type { DesignPixels, SamplerReply, ToSampler } from '../../contracts/sampler-messages.js';
import { AtelierError } from '../../errors.js';

const RETRY_AFTER_SECONDS = 2;

interface Open {
  readonly resolve: (designs: DesignPixels) => void;
  readonly reject: (error: unknown) => void;
}

/** Requests for designs that were sent somewhere and wait for their answers, by id. */
export class PendingRequests {
  /** How many designs are waited for. */
  designs = 0;
  readonly #open = new Map<string, Open>();

  /**
   * Resolves with the answer.
   * @param drop called if nobody waits for it any more before it came
   * @throws what the signal was aborted with, what the sampler says, what `reject` was given, or `generation_timeout`
   */
  async wait(
    { id, deadline, request }: Extract<ToSampler, { type: 'generate' }>,
    signal: AbortSignal,
    drop: () => void,
  ): Promise<DesignPixels> {
    const giveUp = (reason: unknown) => {
      drop();
      this.reject(id, reason);
    };
    const abort = () => giveUp(signal.reason);
    const timer = setTimeout(() => giveUp(timeout()), deadline - Date.now());
    this.designs += request.count;
    try {
      return await new Promise<DesignPixels>((resolve, reject) => {
        this.#open.set(id, { resolve, reject });
        signal.addEventListener('abort', abort, { once: true });
        if (signal.aborted) abort();
      });
    } finally {
      clearTimeout(timer);
      this.designs -= request.count;
      signal.removeEventListener('abort', abort);
      this.#open.delete(id);
    }
  }

  settle(reply: SamplerReply): void {
    const open = this.#open.get(reply.id);
    if ('error' in reply) open?.reject(new AtelierError(reply.error.code, reply.error.message));
    else open?.resolve(reply.designs);
  }

  reject(id: string, error: unknown): void {
    this.#open.get(id)?.reject(error);
  }

  rejectAll(error: unknown): void {
    for (const { reject } of this.#open.values()) reject(error);
  }
}

function timeout(): AtelierError {
  return new AtelierError('generation_timeout', 'No sampler answered in time.', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
