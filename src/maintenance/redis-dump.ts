import type { Redis, Result } from 'ioredis';
import { keys } from '../redis/keys.js';
import { defineLua } from '../redis/lua.js';

/** A key as Redis itself writes it down. */
export interface DumpedKey {
  readonly key: string;
  /** When it expires, in ms from the dump; 0 for never. */
  readonly ttl: number;
  readonly payload: Buffer;
}

/** All that Redis keeps for this service, as of one moment. */
export interface RedisDump {
  readonly keys: readonly DumpedKey[];
  /** Manifests, as JSON, of all checkpoints that jobs list at that moment. */
  readonly manifests: readonly string[];
}

declare module 'ioredis' {
  interface RedisCommander<Context> {
    atelierDumpBuffer(...args: string[]): Result<[[Buffer, number, Buffer][], Buffer[]], Context>;
  }
}

/** Every key of ours; a pattern of Redis. */
const OURS = `${keys.jobs.slice(0, keys.jobs.indexOf(':'))}:*`;
/** A pattern of Lua. */
const CHECKPOINTS = `^${keys.checkpoints('[^:]+')}$`;
/** Of no meaning to a service that starts elsewhere: who is alive, and requests that somebody waits for. */
const PASSING = [keys.workers, keys.caretaking, keys.generateRequests];

/** What there is where nothing is but workers, now or a moment ago. */
const ALIVE: readonly string[] = [keys.workers, keys.caretaking];

/** What a worker says of itself. */
const WORKER = keys.workerDevices('').replace(/:devices$/, '');

/** Keys that are put back at once. */
const AT_ONCE = 500;

export async function dumpRedis(redis: Redis): Promise<RedisDump> {
  defineLua(redis, { atelierDump: { file: new URL('./lua/dump.lua', import.meta.url), numberOfKeys: 0 } });
  const [dumped, manifests] = await redis.atelierDumpBuffer(OURS, CHECKPOINTS, ...PASSING);
  return {
    keys: dumped.map(([key, ttl, payload]) => ({ key: String(key), ttl, payload })),
    manifests: manifests.map(String),
  };
}

/** Puts keys back, over those of the same names. */
export async function restoreRedis(redis: Redis, dumped: readonly DumpedKey[]): Promise<void> {
  for (let i = 0; i < dumped.length; i += AT_ONCE) {
    const part = dumped.slice(i, i + AT_ONCE);
    await Promise.all(part.map(({ key, ttl, payload }) => redis.restore(key, ttl, payload, 'REPLACE')));
  }
}

/** Whether Redis keeps anything for this service but who is alive. */
export async function isEmpty(redis: Redis): Promise<boolean> {
  for await (const found of redis.scanStream({ match: OURS, count: AT_ONCE })) {
    if ((found as string[]).some((key) => !ALIVE.includes(key) && !key.startsWith(WORKER))) return false;
  }
  return true;
}

/** As text, a key a line. */
export function encodeDump({ keys: dumped }: RedisDump): Buffer {
  const lines = dumped.map(({ key, ttl, payload }) => JSON.stringify([key, ttl, payload.toString('base64')]));
  return Buffer.from(lines.map((line) => `${line}\n`).join(''));
}

export function decodeDump(text: Buffer): DumpedKey[] {
  const lines = text.toString().split('\n').slice(0, -1);
  return lines.map((line) => {
    const [key, ttl, payload] = JSON.parse(line) as [string, number, string];
    return { key, ttl, payload: Buffer.from(payload, 'base64') };
  });
}
