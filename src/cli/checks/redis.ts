import { readClockSkew } from '../../jobs/queue/queue-depths.js';
import { connectRedis, type RedisUrl } from '../../redis/connection.js';
import { describe, identifyServer, refuseUnreadable } from '../../redis/server-record.js';
import { atLeast, type Finding, findingOf, missing, warning } from './finding.js';

const OLDEST = [6, 2] as const;
/** Of what Redis may take at most. */
const NEARLY_FULL = 0.9;

/** The server that `atelier serve` would start. @param folder where its data lies */
export async function checkEmbeddedRedis(program: string, folder: string): Promise<Finding> {
  try {
    const server = await identifyServer(program);
    const unreadable = await refuseUnreadable(folder, server).catch(({ message }: Error) => missing(message));
    return findingOf('Redis', `embedded: ${describe(server)}`, [tooOld(server.version), unreadable ?? undefined]);
  } catch {
    const how = 'Run `npm run setup`, or set REDIS_URL';
    return findingOf('Redis', `${program} can't be run`, [missing(how)]);
  }
}

export interface RedisState {
  readonly finding: Finding;
  /** By how much this machine's clock is ahead of its, in seconds. */
  readonly clockSkew: number | undefined;
}

/** A server that runs: its version, and all that could lose what is kept there. */
export async function checkRedis(url: RedisUrl): Promise<RedisState> {
  const redis = connectRedis(url, 'probe');
  try {
    await redis.connect();
    // The first answer took the time of the connection.
    const finding = describeRedis(await redis.info());
    return { finding, clockSkew: await readClockSkew(redis) };
  } catch (error) {
    const why = `It does not answer: ${(error as Error).message}`;
    return { finding: findingOf('Redis', withoutPassword(url), [missing(why)]), clockSkew: undefined };
  } finally {
    redis.disconnect();
  }
}

/** @param info what Redis says of itself; a managed one may leave fields out */
export function describeRedis(info: string): Finding {
  const field = (name: string) => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1];
  const [version, policy] = [field('redis_version') ?? '0', field('maxmemory_policy')];
  const [used, most] = [Number(field('used_memory') ?? 0), Number(field('maxmemory') ?? 0)];
  const appends = field('aof_enabled');
  const found = [
    version,
    `maxmemory-policy ${policy ?? 'unknown'}`,
    `append-only file ${appends === undefined ? 'unknown' : appends === '1' ? 'on' : 'off'}`,
    `${(used / 1e6).toFixed(0)} MB in use${most > 0 ? ` of ${(most / 1e6).toFixed(0)}` : ''}`,
  ].join(', ');
  return findingOf('Redis', found, [
    tooOld(version),
    policy === undefined || policy === 'noeviction'
      ? undefined
      : missing('It evicts keys when its memory is full: set maxmemory-policy to noeviction'),
    appends === '0'
      ? warning('A crash loses what was written since its last snapshot: set appendonly to yes')
      : undefined,
    field('role') === 'slave' ? missing('It is a replica, which takes no writes: name the primary') : undefined,
    field('cluster_enabled') === '1' ? missing("It is a cluster, where a job's keys would lie apart") : undefined,
    most > 0 && used > NEARLY_FULL * most ? warning('Its memory is nearly full; then it refuses writes') : undefined,
  ]);
}

function tooOld(version: string) {
  return atLeast(version, OLDEST) ? undefined : missing(`It must be ${OLDEST.join('.')} or newer`);
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
