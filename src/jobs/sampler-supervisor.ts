import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { FromSampler, ToSampler } from '../contracts/sampler-messages.js';
import type { ErrorSummary } from '../errors.js';
import { type Child, startChild } from './child.js';
import { encodeReply, type Reply, type RequestEnvelope } from './design-wire.js';
import { keys } from './keys.js';
import { connectRedis, type RedisUrl } from './redis.js';

/** Requests handed to the sampler at once; the rest wait in Redis, where any worker may take them. */
const IN_FLIGHT = 64;
/** How long one look at the list waits for a request, in seconds. */
const POLL_SECONDS = 1;
/** A sampler that dies is started again after this long, in ms. */
const RESTART_MS = 1_000;

const SAMPLER_LOST: ErrorSummary = { code: 'sampler_failed', message: 'The sampler ended while it was at work.' };

export interface SamplerSupervisorOptions {
  readonly redisUrl: RedisUrl;
  readonly sampler: URL;
  readonly storeFolder: string;
  readonly logger: Logger;
}

/** Keeps one sampler process running, hands it requests from Redis, and sends its answers back. */
export class SamplerSupervisor {
  readonly #inFlight = new Map<string, RequestEnvelope>();
  readonly #takes: Redis;
  readonly #replies: Redis;
  #child: Child<ToSampler, FromSampler> | undefined;
  /** Whether the child has loaded TensorFlow and takes requests. */
  #ready = false;
  #stopping = false;
  #loop: Promise<void> = Promise.resolve();
  #wake: () => void = () => {};

  constructor(private readonly options: SamplerSupervisorOptions) {
    this.#takes = connectRedis(options.redisUrl, 'background');
    this.#replies = connectRedis(options.redisUrl, 'background');
  }

  /** Starts the sampler; requests are taken as soon as it is ready. */
  start(): void {
    this.#startSampler();
    this.#loop = this.#takeRequests();
  }

  /** Lets the sampler finish what it has, and ends it. */
  async close(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.#loop;
    while (this.#inFlight.size > 0) await this.#somethingHappens();
    this.#child?.kill();
    await this.#child?.exited;
    this.#takes.disconnect();
    this.#replies.disconnect();
  }

  #startSampler(): void {
    const { sampler, storeFolder, logger } = this.options;
    const child = startChild<ToSampler, FromSampler>(sampler, [storeFolder], {}, logger);
    this.#child = child;
    child.onMessage((message) => {
      if (message.type === 'ready') this.#ready = true;
      else if (message.type === 'designs') this.#answer(message.id, { id: message.id, designs: message.designs });
      else this.#answer(message.id, { id: message.id, error: message.error });
      this.#wake();
    });
    void child.exited.then(({ code, signal }) => {
      this.#ready = false;
      this.#child = undefined;
      for (const id of [...this.#inFlight.keys()]) this.#answer(id, { id, error: SAMPLER_LOST });
      this.#wake();
      if (this.#stopping) return;
      logger.error({ code, signal }, 'the sampler ended; starting another');
      setTimeout(() => !this.#stopping && this.#startSampler(), RESTART_MS);
    });
  }

  async #takeRequests(): Promise<void> {
    while (!this.#stopping) {
      if (!this.#ready || this.#inFlight.size >= IN_FLIGHT) {
        await this.#somethingHappens();
        continue;
      }
      try {
        const taken = await this.#takes.blpop(keys.generateRequests, POLL_SECONDS);
        if (taken) this.#hand(JSON.parse(taken[1]) as RequestEnvelope);
      } catch (error) {
        if (!this.#stopping) this.options.logger.warn({ err: error }, 'could not take a request for designs');
      }
    }
  }

  #hand(envelope: RequestEnvelope): void {
    if (envelope.deadline < Date.now()) return;
    this.#inFlight.set(envelope.id, envelope);
    if (this.#child && this.#ready) this.#child.send({ type: 'generate', id: envelope.id, request: envelope.request });
    else this.#answer(envelope.id, { id: envelope.id, error: SAMPLER_LOST });
  }

  #answer(id: string, reply: Reply): void {
    const envelope = this.#inFlight.get(id);
    if (!envelope) return;
    this.#inFlight.delete(id);
    this.#replies.publish(envelope.replyTo, encodeReply(reply)).catch((error: unknown) => {
      this.options.logger.warn({ err: error }, 'could not send designs back');
    });
  }

  #somethingHappens(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
