import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { parseRedisUrl, shownRedisUrl } from './address.js';
import { connectRedis, type RedisUrl } from './connection.js';
import { infoField, refuseWithoutPermission, unmetDemands } from './demands.js';

/** Between two tries, in ms. */
const RETRY_MS = 500;

/** Replies that only a person can mend. Others, such as that Redis is loading its data, pass. */
const FINAL_REPLY =
  /^(NOAUTH|WRONGPASS|NOPERM|DENIED)\b|DB index|invalid password|not allowed in cluster|unknown command/i;
/** The same of connections: a certificate that is refused, no TLS at the port, a socket that this user may not open. */
const FINAL_CODE =
  /CERT|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|^ERR_(TLS|SSL)_|^EPROTO$|^EACCES$/;

/** Why a Redis can't be used. */
export class RedisUnusable extends Error {
  override readonly name = 'RedisUnusable';

  /** @param final whether to wait is no use */
  constructor(
    message: string,
    readonly final: boolean,
  ) {
    super(message);
  }
}

interface Patience {
  /** Hears of each reason to wait. */
  readonly logger?: Logger | undefined;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
  /** How long to wait at most, in ms; for ever by default. */
  readonly ms?: number;
}

/**
 * Waits until Redis can be used, and says what it waits for: each reason once, in one line.
 * @returns whether it can, and not that the signal has ended the waiting
 * @throws RedisUnusable where to wait is no use, or was long enough
 */
export async function awaitRedis(url: RedisUrl, { logger, signal, ms = Infinity }: Patience = {}): Promise<boolean> {
  const end = Date.now() + ms;
  let told: string | undefined;
  for (;;) {
    if (signal?.aborted) return false;
    try {
      await tryRedis(url);
      if (told !== undefined) logger?.info('Redis is there');
      return true;
    } catch (error) {
      if (!(error instanceof RedisUnusable) || error.final || Date.now() > end) throw error;
      if (error.message !== told) logger?.warn(`${error.message}; trying again`);
      told = error.message;
    }
    await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
  }
}

/**
 * Looks once whether Redis can be used: it answers, has what is needed, and lets this user do it.
 * @returns what Redis says of itself
 * @throws RedisUnusable
 */
export async function tryRedis(url: RedisUrl): Promise<string> {
  const redis = connectRedis(url, 'trial');
  let failure: Error | undefined;
  redis.on('error', (error: Error) => {
    failure ??= error;
  });
  try {
    await redis.connect();
    const { db } = parseRedisUrl(url);
    // ioredis goes on in database 0 where there is none of this number.
    if (db !== 0) await redis.select(db);
    const info = await redis.info();
    const unmet = unmetDemands(info);
    if (unmet.length > 0) throw new RedisUnusable(`${nameOf(url)} can't be used. ${unmet.join('. ')}.`, true);
    if (infoField(info, 'loading') === '1') throw new RedisUnusable(`${nameOf(url)} is loading its data`, false);
    if (infoField(info, 'role') === 'slave') {
      throw new RedisUnusable(`${nameOf(url)} is a replica, which takes no writes: name the primary`, false);
    }
    await refuseWithoutPermission(redis);
    return info;
  } catch (error) {
    if (error instanceof RedisUnusable) throw error;
    throw unusable(url, failure ?? (error as Error));
  } finally {
    redis.disconnect();
  }
}

function nameOf(url: RedisUrl): string {
  return `Redis at ${shownRedisUrl(url)}`;
}

function unusable(url: RedisUrl, error: Error & { readonly code?: string }): RedisUnusable {
  const name = nameOf(url);
  if (/^Protocol error|RESP type/.test(error.message))
    return new RedisUnusable(`${name}: what answers there is no Redis`, true);
  if (error.name === 'ReplyError') {
    const help = error.message.startsWith('NOPERM') ? ' (docs/operations.md says what it needs)' : '';
    return new RedisUnusable(`${name} answers: ${error.message}${help}`, FINAL_REPLY.test(error.message));
  }
  const why = reasonOf(error);
  const tls = url.startsWith('rediss:') ? 'rediss:// needs a port with TLS' : 'a port with TLS needs rediss://';
  // Whoever does not speak TLS at one of both ends is silent, or hangs up.
  const hint =
    /ETIMEDOUT|closed|socket disconnected|timed out/i.test(why) && !url.startsWith('unix:') ? ` (${tls})` : '';
  return new RedisUnusable(`${name} can't be reached: ${why}${hint}`, FINAL_CODE.test(error.code ?? ''));
}

function reasonOf(error: Error): string {
  if (error instanceof AggregateError && error.message === '') return reasonOf(error.errors[0] as Error);
  if (error.message === 'Connection is closed.') return 'it closed the connection without an answer';
  if (error.message === 'Command timed out') return 'it took the connection, and does not answer: timed out';
  return error.message;
}
