import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { DesignPixels, ToSampler } from '../../contracts/sampler-messages.js';
import { AtelierError } from '../../errors.js';
import { keepSubscribed } from '../../redis/connection.js';
import { keys } from '../../redis/keys.js';
import { redisNow } from '../../redis/time.js';
import { isAnyAlive } from '../workers/heartbeats.js';
import { decodeReply, type RequestEnvelope } from './design-wire.js';
import { PendingRequests } from './pending-requests.js';

const RETRY_AFTER_SECONDS = 2;

/** The samplers of all workers, through Redis: whichever has room takes the next request. */
export class RemoteSamplers {
  readonly #pending = new PendingRequests();
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
    this.replies.on('messageBuffer', (_channel, message) => this.#pending.settle(decodeReply(message)));
    await keepSubscribed(this.replies, this.#replyTo);
  }

  close(): void {
    this.replies.disconnect();
  }

  /** @throws AtelierError `no_worker`, or what `PendingRequests.wait` does */
  async ask(message: Extract<ToSampler, { type: 'generate' }>, signal: AbortSignal): Promise<DesignPixels> {
    const [now, isThereOne] = await Promise.all([redisNow(this.requests), isAnyAlive(this.requests)]);
    if (!isThereOne) {
      throw new AtelierError('no_worker', 'No worker is running that could generate designs.', {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    }
    const { id } = message;
    const deadline = now + message.deadline - Date.now();
    const envelope = JSON.stringify({ replyTo: this.#replyTo, deadline, message } satisfies RequestEnvelope);
    const reply = this.#pending.wait(message, signal, () => this.#drop(id, envelope));
    this.requests.rpush(keys.generateRequests, envelope).catch((error: unknown) => this.#pending.reject(id, error));
    return await reply;
  }

  /** Takes a request back from the list, or from the worker that has taken it. */
  #drop(id: string, envelope: string): void {
    this.requests
      .multi()
      .lrem(keys.generateRequests, 1, envelope)
      .publish(keys.generateCancel, id)
      .exec()
      .catch(() => {});
  }
}
