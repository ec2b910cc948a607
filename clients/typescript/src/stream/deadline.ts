import { ConnectionError } from '../errors.js';

/**
 * Aborts when it was not prolonged in time, or when another signal does. The service says something every 20 seconds: a
 * connection that is silent for longer than that is lost, though nobody may have said so.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly signal = this.#controller.signal;
  readonly #stop: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly ms: number,
    outer: AbortSignal,
  ) {
    const abort = () => this.#controller.abort(outer.reason);
    if (outer.aborted) abort();
    outer.addEventListener('abort', abort, { once: true });
    this.#stop = () => outer.removeEventListener('abort', abort);
    this.prolong();
  }

  prolong(): void {
    clearTimeout(this.#timer);
    const abort = () => this.#controller.abort(new ConnectionError(`The stream said nothing for ${this.ms} ms.`));
    this.#timer = setTimeout(abort, this.ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#stop();
  }
}
