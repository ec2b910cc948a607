import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { DesignPixels, DesignRequest } from '../contracts/sampler-messages.js';
import { AtelierError } from '../errors.js';
import { decodeReply, type RequestEnvelope } from './design-wire.js';
import { keys } from './keys.js';
import { liveWorkers } from './workers.js';

/** A request is given up after this long, in ms. */
const TIMEOUT_MS = 60_000;
const RETRY_AFTER_SECONDS = 2;
/** Designs that one API process waits for at once: a worker makes some hundred a second, and nobody waits a minute. */
export const MAX_DESIGNS_WAITED_FOR = 4_096;

interface Waiting {
  readonly count: number;
  readonly resolve: (designs: DesignPixels) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: NodeJS.Timeout;
}

/** An API process's side of generation: asks any worker's sampler for designs, through Redis. */
export class DesignClient {
  readonly #waiting = new Map<string, Waiting>();
  readonly #replyTo = keys.generateReplies(randomUUID());

  /**
   * @param requests connection for commands
   * @param replies connection of its own, for the subscription
   */
  constructor(
    private readonly requests: Redis,
    private readonly replies: Redis,
  ) {}

  async start(): Promise<void> {
    this.replies.on('messageBuffer', (_channel, message) => this.#settle(message));
    await this.replies.subscribe(this.#replyTo);
  }

  /**
   * @throws AtelierError `overloaded`, `no_worker`, `generation_timeout`, or what the sampler says
   */
  async generate(request: DesignRequest): Promise<DesignPixels> {
    if ((await liveWorkers(this.requests)).length === 0) {
      throw new AtelierError('no_worker', 'No worker is running that could generate designs.', {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    }
    this.#refuseTooMany(request.count);
    const id = randomUUID();
    const deadline = Date.now() + TIMEOUT_MS;
    const envelope: RequestEnvelope = { id, replyTo: this.#replyTo, deadline, request };
    const answer = new Promise<DesignPixels>((resolve, reject) => {
      const timer = setTimeout(() => this.#giveUp(id), TIMEOUT_MS);
      this.#waiting.set(id, { count: request.count, resolve, reject, timer });
    });
    this.requests.rpush(keys.generateRequests, JSON.stringify(envelope)).catch((error: unknown) => {
      this.#take(id)?.reject(error);
    });
    return await answer;
  }

  close(): void {
    for (const id of [...this.#waiting.keys()]) {
      this.#take(id)?.reject(new AtelierError('shutting_down', 'The server is shutting down.'));
    }
    this.replies.disconnect();
  }

  #refuseTooMany(count: number): void {
    const waitedFor = [...this.#waiting.values()].reduce((sum, waiting) => sum + waiting.count, 0);
    if (waitedFor === 0 || waitedFor + count <= MAX_DESIGNS_WAITED_FOR) return;
    throw new AtelierError('overloaded', `${waitedFor} designs are being made already; try again soon.`, {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }

  #settle(message: Buffer): void {
    const reply = decodeReply(message);
    const waiting = this.#take(reply.id);
    if ('error' in reply) waiting?.reject(new AtelierError(reply.error.code, reply.error.message));
    else waiting?.resolve(reply.designs);
  }

  #giveUp(id: string): void {
    const message = `No worker answered within ${TIMEOUT_MS / 1000} seconds.`;
    this.#take(id)?.reject(new AtelierError('generation_timeout', message, { retryAfterSeconds: RETRY_AFTER_SECONDS }));
  }

  #take(id: string): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    clearTimeout(waiting?.timer);
    return waiting;
  }
}
