import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { samplerEnvironment } from '../../contracts/devices.js';
import type { FromSampler, SamplerReply, ToSampler } from '../../contracts/sampler-messages.js';
import type { StoreLocation } from '../../contracts/store-location.js';
import type { ErrorSummary } from '../../errors.js';
import { connectRedis, keepSubscribed, type RedisUrl } from '../../redis/connection.js';
import { keys } from '../../redis/keys.js';
import { redisNow } from '../../redis/time.js';
import type { SamplerMetrics } from '../../telemetry/sampler-metrics.js';
import { within } from '../../within.js';
import { encodeReply, type RequestEnvelope } from '../designs/design-wire.js';
import { type Child, startChild } from './child.js';

/** Designs handed to the sampler at once; the rest wait in Redis, where any worker may take them. */
const DESIGNS_IN_FLIGHT = 256;
/** How long one look at the list waits for a request, in seconds. */
const POLL_SECONDS = 1;
/** How long the last one may take, in ms. */
const LAST_LOOK_MS = 2_000;
/** A sampler that dies is started again after this long, in ms. */
const RESTART_MS = 1_000;

const SAMPLER_LOST: ErrorSummary = { code: 'sampler_failed', message: 'The sampler ended while it was at work.' };

export interface SamplerSupervisorOptions {
  readonly redisUrl: RedisUrl;
  readonly sampler: URL;
  readonly store: StoreLocation;
  /** Where the sampler has its socket for API processes of this machine. */
  readonly socketFolder: string;
  /** For generators' weights, in bytes. */
  readonly generatorMemory: number;
  readonly metrics: SamplerMetrics;
  readonly logger: Logger;
}

/**
 * Keeps one sampler process running, hands it requests from Redis, and sends its answers back. API processes of the same
 * machine ask the sampler themselves.
 */
export class SamplerSupervisor {
  readonly #inFlight = new Map<string, RequestEnvelope>();
  readonly #takes: Redis;
  readonly #replies: Redis;
  readonly #cancels: Redis;
  #child: Child<ToSampler, FromSampler> | undefined;
  /** Whether the child has loaded TensorFlow and takes requests. */
  #ready = false;
  #stopping = false;
  #loop: Promise<void> = Promise.resolve();
  #wake: () => void = () => {};

  constructor(private readonly options: SamplerSupervisorOptions) {
    this.#takes = connectRedis(options.redisUrl, 'background');
    this.#replies = connectRedis(options.redisUrl, 'background');
    this.#cancels = connectRedis(options.redisUrl, 'background');
    this.#cancels.on('message', (_channel, id) => this.#cancel(id));
  }

  /** Starts the sampler; requests are taken as soon as it is ready. */
  async start(): Promise<void> {
    await keepSubscribed(this.#cancels, keys.generateCancel);
    this.#startSampler();
    this.#loop = this.#takeRequests();
  }

  /** Lets the sampler finish what it has, and ends it. */
  async close(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    // Where Redis is away, the look at the list does not end.
    if (!(await within(LAST_LOOK_MS, this.#loop))) this.#takes.disconnect();
    while (this.#inFlight.size > 0) await this.#somethingHappens();
    this.#child?.kill();
    await this.#child?.exited;
    for (const connection of [this.#takes, this.#replies, this.#cancels]) connection.disconnect();
  }

  #startSampler(): void {
    const { sampler, store, socketFolder, generatorMemory, metrics, logger } = this.options;
    const args = [JSON.stringify(store), socketFolder, String(generatorMemory)];
    const child = startChild<ToSampler, FromSampler>(sampler, args, samplerEnvironment(process.env), logger);
    this.#child = child;
    child.onMessage((message) => {
      this.#hear(message);
      this.#wake();
    });
    void child.exited.then(({ code, signal }) => {
      this.#ready = false;
      metrics.up(false);
      this.#child = undefined;
      for (const id of [...this.#inFlight.keys()]) this.#reply({ id, error: SAMPLER_LOST });
      this.#wake();
      if (this.#stopping) return;
      logger.error({ code, signal }, 'the sampler ended; starting another');
      metrics.restarted();
      setTimeout(() => !this.#stopping && this.#startSampler(), RESTART_MS);
    });
  }

  #hear(message: FromSampler): void {
    const { metrics } = this.options;
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        metrics.up(true);
        break;
      case 'reply':
        this.#reply(message.reply);
        break;
      case 'pass':
        metrics.pass(message.pass);
        break;
      case 'failed':
        metrics.failed(message.code);
        break;
    }
  }

  async #takeRequests(): Promise<void> {
    while (!this.#stopping) {
      if (!this.#ready || this.#designsInFlight() >= DESIGNS_IN_FLIGHT) {
        await this.#somethingHappens();
        continue;
      }
      try {
        const taken = await this.#takes.blpop(keys.generateRequests, POLL_SECONDS);
        if (taken) await this.#hand(JSON.parse(taken[1]) as RequestEnvelope);
      } catch (error) {
        if (!this.#stopping) this.options.logger.warn({ err: error }, 'could not take a request for designs');
      }
    }
  }

  #designsInFlight(): number {
    return [...this.#inFlight.values()].reduce((sum, { message }) => sum + message.request.count, 0);
  }

  async #hand(envelope: RequestEnvelope): Promise<void> {
    const { message } = envelope;
    const { id } = message;
    this.#inFlight.set(id, envelope);
    const deadline = await this.#deadlineHere(envelope);
    // It was cancelled meanwhile, or the sampler ended.
    if (!this.#inFlight.has(id)) return;
    if (deadline < Date.now()) this.#inFlight.delete(id);
    else if (this.#child && this.#ready) this.#child.send({ ...message, deadline });
    else this.#reply({ id, error: SAMPLER_LOST });
  }

  /** A request's deadline by the clock of this machine, which the sampler has too. */
  async #deadlineHere({ deadline, message }: RequestEnvelope): Promise<number> {
    if (deadline === undefined) return message.deadline;
    return Date.now() + deadline - (await redisNow(this.#takes));
  }

  #cancel(id: string): void {
    if (!this.#inFlight.delete(id)) return;
    this.#child?.send({ type: 'cancel', id });
    this.#wake();
  }

  #reply(reply: SamplerReply): void {
    const envelope = this.#inFlight.get(reply.id);
    if (!envelope) return;
    this.#inFlight.delete(reply.id);
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
