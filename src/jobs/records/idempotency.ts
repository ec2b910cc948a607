import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Redis, Result } from 'ioredis';
import { z } from 'zod';
import type { Job } from '../../contracts/job.js';
import { AtelierError } from '../../errors.js';
import { keys } from '../../redis/keys.js';
import { defineLua } from '../../redis/lua.js';
import { sha256Of } from '../../storage/checksum.js';
import type { Settlement } from './job-store.js';

/** How long a response is repeated, as Stripe does it. */
const KEPT_SECONDS = 24 * 60 * 60;
/** A request that was killed on the way leaves its claim for this long. It must outlast any request. */
const CLAIM_SECONDS = 30;
const RETRY_AFTER_SECONDS = 1;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    atelierReleaseClaim(...args: string[]): Result<0 | 1, Context>;
  }
}

const commands = {
  atelierReleaseClaim: { file: new URL('./lua/release-claim.lua', import.meta.url), numberOfKeys: 1 },
};

const entrySchema = z.object({ request: z.unknown(), claim: z.string(), job: z.custom<Job>().nullable() });

/**
 * Makes creating a job safe to repeat: the first request with a key creates it, and for a day every equal one gets the
 * same response. The response is written in the step that creates the job, so that no crash can part the two.
 */
export class IdempotencyKeys {
  constructor(private readonly redis: Redis) {
    defineLua(redis, commands);
  }

  /**
   * Claims a key for a request, unless it has created its job already.
   * @param workspace whose the request is: others may choose the same key
   * @param key what the client chose
   * @param request what must be equal for an equal response: data as JSON holds it
   * @throws AtelierError `idempotency_key_reused` for another request, `idempotency_in_flight` while the first is at work
   */
  async claim(workspace: string, key: string, request: unknown): Promise<{ readonly created: Job } | Claim> {
    const name = keys.idempotency(sha256Of(`${workspace} ${key}`));
    const claim = JSON.stringify({ request, claim: randomUUID(), job: null });
    if (await this.redis.set(name, claim, 'EX', CLAIM_SECONDS, 'NX')) return new Claim(this.redis, name, claim);
    const earlier = await this.redis.get(name);
    // A claim that was let go in this very moment: the client's next try takes it.
    const entry = earlier === null ? { request, job: null } : entrySchema.parse(JSON.parse(earlier));
    if (!isDeepStrictEqual(entry.request, request)) {
      throw new AtelierError('idempotency_key_reused', 'The idempotency key came with another body before.');
    }
    if (entry.job) return { created: entry.job };
    throw new AtelierError('idempotency_in_flight', 'An equal request with this idempotency key is at work.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
}

/** A key that this request holds until it is settled or released. */
export class Claim {
  constructor(
    private readonly redis: Redis,
    private readonly name: string,
    private readonly claim: string,
  ) {}

  /** For `JobStore.create`. */
  get settlement(): Settlement {
    const settled = (job: Job) => JSON.stringify({ ...(JSON.parse(this.claim) as object), job });
    return { key: this.name, claim: this.claim, settled, seconds: KEPT_SECONDS };
  }

  /** Lets the key go: a refused request may be mended and sent again. */
  async release(): Promise<void> {
    await this.redis.atelierReleaseClaim(this.name, this.claim);
  }
}
