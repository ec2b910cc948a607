import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { keepSubscribed } from '../redis/connection.js';
import { keys } from '../redis/keys.js';
import { defineWebhookCommands } from './commands.js';
import { afterAttempt, type Next, type Schedule, standardSchedule } from './schedule.js';
import type { Sender } from './sender.js';
import { signedHeaders } from './signature.js';

/** Requests that one process has on their way. */
const AT_ONCE = 64;
/** What is due is looked for at least this often, if no word of it comes. */
const POLL_EVERY_MS = 5_000;
const AFTER_FAILURE_MS = 1_000;
/** An attempt takes 15 s at most. */
const LEASE_MS = 20_000;
/** Requests on their way at the end are waited for so long, then ended and given back. */
const LAST_WAIT_MS = 3_000;
const GIVE_BACK_MS = 1_000;

export interface DelivererOptions {
  /** A connection that waits for Redis. It is closed with the deliverer, as the other one is. */
  readonly redis: Redis;
  /** A connection of its own for what Redis tells. */
  readonly notices: Redis;
  /** Closed with the deliverer. */
  readonly sender: Sender;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly schedule?: Schedule;
  /** For how long a delivery is one process's, in ms: longer than an attempt takes. After that another takes it over. */
  readonly leaseMs?: number;
  /** Hears of each attempt. */
  readonly onAttempt?: (outcome: Next['outcome']) => void;
}

interface Claimed {
  readonly webhook: string;
  readonly message: string;
  readonly type: string;
  readonly body: string;
  readonly claim: string;
  readonly tries: number;
  readonly url: string;
  readonly secrets: readonly string[];
}

/**
 * Delivers what webhooks are owed. Any number of processes may: each claims some of what is due, for a while. What a killed
 * one had claimed is due again, so that every message arrives once or more, under one id.
 */
export class Deliverer {
  readonly #options: Required<DelivererOptions>;
  readonly #onTheirWay = new Map<Promise<void>, Claimed>();
  readonly #closing = new AbortController();
  #polling = false;
  #pollAgain = false;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: DelivererOptions) {
    this.#options = { schedule: standardSchedule, leaseMs: LEASE_MS, onAttempt: () => {}, ...options };
    defineWebhookCommands(options.redis);
  }

  start(): void {
    const { notices } = this.#options;
    notices.on('message', () => this.#poll());
    // What was told before it hears, or while the connection was away, is in Redis.
    const poll = () => this.#poll();
    keepSubscribed(notices, keys.webhookWake, poll).then(poll, () => {});
    poll();
  }

  async close(): Promise<void> {
    const { redis, notices, sender } = this.#options;
    this.#closed = true;
    clearTimeout(this.#timer);
    notices.disconnect();
    await this.#untilIdle(LAST_WAIT_MS);
    this.#closing.abort();
    await this.#untilIdle(GIVE_BACK_MS);
    redis.disconnect();
    await sender.close();
  }

  async #untilIdle(ms: number): Promise<void> {
    const idle = new AbortController();
    const late = sleep(ms, undefined, { signal: idle.signal }).catch(() => {});
    await Promise.race([late, Promise.all(this.#onTheirWay.keys())]);
    idle.abort();
  }

  /** Takes what is due. Calls that come meanwhile have it look once more. */
  #poll(): void {
    if (this.#closed) return;
    this.#pollAgain = true;
    if (this.#polling) return;
    this.#polling = true;
    clearTimeout(this.#timer);
    void this.#pollUntilIdle().then((nextInMs) => {
      this.#polling = false;
      if (!this.#closed) this.#timer = setTimeout(() => this.#poll(), nextInMs);
    });
  }

  /** @returns ms until the next look */
  async #pollUntilIdle(): Promise<number> {
    let nextInMs = POLL_EVERY_MS;
    while (this.#pollAgain && !this.#closed) {
      this.#pollAgain = false;
      try {
        nextInMs = await this.#claim();
      } catch (error) {
        if (!this.#closed) this.#options.logger.warn({ err: error }, 'could not look for webhooks that are due');
        nextInMs = AFTER_FAILURE_MS;
      }
    }
    return nextInMs;
  }

  async #claim(): Promise<number> {
    const free = AT_ONCE - this.#onTheirWay.size;
    // The end of a request is a reason to look.
    if (free === 0) return POLL_EVERY_MS;
    const { redis, leaseMs } = this.#options;
    const counts: Record<string, number> = {};
    for (const { webhook } of this.#onTheirWay.values()) counts[webhook] = (counts[webhook] ?? 0) + 1;
    const [untilNext, claimed] = await redis.atelierClaimDeliveries(
      String(free),
      String(leaseMs),
      JSON.stringify(counts),
    );
    for (const fields of claimed) this.#begin(claimedOf(fields));
    return untilNext < 0 ? POLL_EVERY_MS : Math.min(untilNext, POLL_EVERY_MS);
  }

  #begin(claimed: Claimed): void {
    const { webhook, message } = claimed;
    const delivery = this.#deliver(claimed)
      .catch((error: unknown) => {
        if (this.#closed) return;
        this.#options.logger.warn(
          { err: error, webhook, message },
          'an attempt was not written down: it is made again',
        );
      })
      .then(() => {
        this.#onTheirWay.delete(delivery);
        this.#poll();
      });
    this.#onTheirWay.set(delivery, claimed);
  }

  async #deliver({ webhook, message, type, body, claim, tries, url, secrets }: Claimed): Promise<void> {
    const { redis, sender, schedule, logger, onAttempt } = this.#options;
    const at = new Date();
    const headers = signedHeaders({ id: message, body }, secrets, at);
    const result = await sender.send(url, headers, body, this.#closing.signal);
    if (result.status === null && this.#closing.signal.aborted) {
      await redis.atelierHandBack(webhook, message, claim);
      return;
    }
    const { status, error, durationMs } = result;
    const next = afterAttempt(result, type === 'ping' ? [] : schedule, tries);
    onAttempt(next.outcome);
    const disabled = await redis.atelierSettleDelivery(
      webhook,
      message,
      claim,
      JSON.stringify({ at: at.toISOString(), durationMs, status, error }),
      next.outcome,
      String(next.inMs),
      next.note,
    );
    if (error !== null) logger.info({ webhook, message, status, error, durationMs }, 'a webhook was not delivered');
    if (disabled === 'gone' || disabled === 'failing') logger.warn({ webhook, reason: disabled }, 'disabled a webhook');
  }
}

/** @param fields as `lua/claim.lua` returns them */
function claimedOf(fields: readonly string[]): Claimed {
  const [webhook = '', message = '', type = '', body = '', claim = '', tries, url = '', ...secrets] = fields;
  return {
    webhook,
    message,
    type,
    body,
    claim,
    tries: Number(tries),
    url,
    secrets: secrets.filter((secret) => secret !== ''),
  };
}
