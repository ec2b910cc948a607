import { Redis, type RedisOptions } from 'ioredis';
import { shortSocketPath } from '../storage/socket-path.js';
import { parseRedisUrl } from './address.js';

/** Where Redis is: see `parseRedisUrl`. */
export type RedisUrl = string;

/** The address of a Redis at a Unix socket. */
export function socketUrl(path: string): RedisUrl {
  return `unix://${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** Requests must fail fast when Redis is away, so that the API can answer 503 at once. */
const REQUEST_OPTIONS = {
  maxRetriesPerRequest: 0,
  connectTimeout: 2_000,
  commandTimeout: 700,
  enableOfflineQueue: false,
  // What one turn of the event loop asks of Redis travels together.
  enableAutoPipelining: true,
};

/**
 * Work in the background waits for Redis to come back. Who subscribes does so again by `keepSubscribed`: ioredis would
 * do it by itself, but handles no failure of that, and a connection that is closed just then would end its process.
 */
const PATIENT_OPTIONS = { maxRetriesPerRequest: null, autoResubscribe: false };

function reconnectDelay(attempt: number): number {
  return Math.min(50 * 2 ** attempt, 1_000);
}

/**
 * A primary that was made a replica keeps its connections, and refuses to write: a new one finds its successor at the
 * same name. The command is not sent again, since it may have been one of a transaction.
 * @returns ioredis's word for that
 */
function reconnectOnError({ message }: Error): 1 | false {
  return message.includes('READONLY') ? 1 : false;
}

/** One try, begun by `connect()`: to see whether a Redis is there. */
const PROBE_OPTIONS = { ...REQUEST_OPTIONS, lazyConnect: true, retryStrategy: () => null };

const profiles = {
  request: { ...REQUEST_OPTIONS, retryStrategy: reconnectDelay, reconnectOnError },
  background: { ...PATIENT_OPTIONS, retryStrategy: reconnectDelay, reconnectOnError },
  notices: {
    ...PATIENT_OPTIONS,
    protocol: 2 as const,
    retryStrategy: reconnectDelay,
    reconnectOnError,
  },
  probe: PROBE_OPTIONS,
  // In database 0, and whatever state Redis is in: what is wrong is for the caller to see.
  trial: { ...PROBE_OPTIONS, commandTimeout: 2_000, enableReadyCheck: false, enableAutoPipelining: false, db: 0 },
} satisfies Record<string, RedisOptions>;

/**
 * Opens a connection.
 * @param profile `request`: commands fail in under a second when Redis is away; `background`: they wait for it;
 *   `notices`: for what Redis says about its keys, which ioredis hears over RESP 2 only;
 *   `probe`: connects when told to, and doesn't try again; `trial`: the same, to see what is wrong
 */
export function connectRedis(url: RedisUrl, profile: keyof typeof profiles): Redis {
  const options = profiles[profile];
  const { path, ...address } = parseRedisUrl(url);
  const socket = path === undefined ? {} : { path: shortSocketPath(path) };
  const redis = new Redis({ ...address, ...socket, ...options });
  // Without a listener ioredis prints every failed try; callers see the failure of their commands.
  redis.on('error', (error: Error & { readonly command?: { readonly name: string } }) => {
    // It would go on in database 0.
    if (error.command?.name === 'select') redis.disconnect(true);
  });
  return redis;
}

/**
 * Subscribes to a channel, and again whenever the connection was lost.
 * @param redis a connection of its own, of profile `background`
 * @param again is told when it hears again what it did not hear for a while
 */
export async function keepSubscribed(redis: Redis, channel: string, again: () => void = () => {}): Promise<void> {
  await redis.subscribe(channel);
  // If it fails, the connection was lost once more, and `ready` comes once more; or it was closed.
  redis.on('ready', () => void redis.subscribe(channel).then(again, () => {}));
}

/** Resolves when the connection can take commands. */
export async function whenReady(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve, reject) => {
    redis.once('ready', () => resolve());
    redis.once('end', () => reject(new Error('the connection to Redis was closed')));
  });
}
