import type { SamplerReply, ToSampler } from '../contracts/sampler-messages.js';
import { summarizeError } from '../errors.js';
import type { SharedSampler } from './shared-sampler.js';

/** What one asker, at the other end of a socket or channel, wants of the sampler. */
export class SamplerSession {
  readonly #open = new Map<string, AbortController>();

  constructor(
    private readonly sampler: SharedSampler,
    private readonly respond: (reply: SamplerReply) => void,
  ) {}

  take(message: ToSampler): void {
    if (message.type === 'cancel') this.#open.get(message.id)?.abort();
    else void this.#generate(message);
  }

  /** Nobody is there to be answered any more: all that was asked for is dropped. */
  close(): void {
    for (const abort of this.#open.values()) abort.abort();
  }

  async #generate({ id, request, deadline }: Extract<ToSampler, { type: 'generate' }>): Promise<void> {
    const abort = new AbortController();
    this.#open.set(id, abort);
    const reply = await this.sampler.generate(request, { deadline, signal: abort.signal }).then(
      (designs): SamplerReply => ({ id, designs }),
      (error: unknown): SamplerReply => ({ id, error: summarizeError(error) }),
    );
    this.#open.delete(id);
    if (!abort.signal.aborted) this.respond(reply);
  }
}
