import type { Redis } from 'ioredis';
import { DEFAULT_WORKSPACE } from '../contracts/access.js';
import { BULLMQ_PREFIX, keys, libraryBase } from './keys.js';
import { isOlder } from './server-record.js';

/** The oldest version that has all commands. */
const OLDEST = '6.2';

/** A field of what Redis says of itself; a managed one may leave fields out. */
export function infoField(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1];
}

/** What is wrong with a version, if it is too old. */
export function tooOld(version: string): string[] {
  return isOlder(version, OLDEST) ? [`It must be ${OLDEST} or newer`] : [];
}

/** What keeps the service from working with a Redis, whatever time passes. @param info what Redis says of itself */
export function unmetDemands(info: string): string[] {
  const [version, policy] = [infoField(info, 'redis_version'), infoField(info, 'maxmemory_policy')];
  return [
    ...(version === undefined ? [] : tooOld(version)),
    ...(policy === undefined || policy === 'noeviction'
      ? []
      : [`It evicts keys when its memory is full (maxmemory-policy ${policy}): set maxmemory-policy to noeviction`]),
    ...(infoField(info, 'cluster_enabled') === '1' ? ["It is a cluster, where a job's keys would lie apart"] : []),
  ];
}

const KEY = keys.caretaking;
/** A call of each command that the service, its scripts and BullMQ's make; none of them is carried out. */
const NEEDED: readonly (readonly [name: string, ...args: string[]])[] = [
  ...['del', 'exists', 'get', 'getdel', 'hgetall', 'hkeys', 'hlen', 'hvals', 'incr', 'llen', 'pttl', 'scard'].map(
    (name) => [name, KEY] as const,
  ),
  ...['smembers', 'ttl', 'type', 'zcard', 'zpopmin', 'persist', 'lpop', 'rpop'].map((name) => [name, KEY] as const),
  ...['decrby', 'expire', 'hexists', 'hget', 'hmget', 'incrby', 'lindex', 'pexpire', 'sismember'].map(
    (name) => [name, KEY, '0'] as const,
  ),
  ...['hdel', 'lpush', 'rpush', 'sadd', 'set', 'srem', 'zrem', 'zscore', 'zrank'].map(
    (name) => [name, KEY, '0'] as const,
  ),
  ...['hincrby', 'hset', 'hsetnx', 'lrange', 'lrem', 'ltrim', 'zadd', 'zcount', 'zrange', 'zrangebyscore'].map(
    (name) => [name, KEY, '0', '0'] as const,
  ),
  ...['zremrangebyrank', 'zremrangebyscore', 'zrevrange', 'xrange', 'xrevrange', 'zrangebylex', 'zrevrangebylex'].map(
    (name) => [name, KEY, '0', '0'] as const,
  ),
  ['mget', KEY, libraryBase(DEFAULT_WORKSPACE)],
  ['rpoplpush', KEY, KEY],
  ['blpop', KEY, '1'],
  ['bzpopmin', `${BULLMQ_PREFIX}:check`, '1'],
  ['xadd', KEY, '*', 'a', 'b'],
  ['xtrim', KEY, 'MAXLEN', '0'],
  ['publish', keys.control, ''],
  ['eval', 'return 0', '0'],
  ['evalsha', '0'.repeat(40), '0'],
  ['time'],
];

/**
 * Looks whether the user may do all that is done here: Redis says so when a command is put into a transaction, which is
 * dropped.
 * @throws ReplyError `NOPERM …`, or that there is no such command
 */
export async function refuseWithoutPermission(redis: Redis): Promise<void> {
  const [, ...queued] = await Promise.allSettled([
    redis.call('multi'),
    ...NEEDED.map(([name, ...args]) => redis.call(name, ...args)),
  ]);
  await redis.call('discard');
  const refused = queued.find((outcome) => outcome.status === 'rejected');
  if (refused) throw refused.reason;
  // The subscriber's own permission is that for a channel.
  await redis.subscribe(keys.control);
}
