import { readClockSkew } from '../../jobs/queue/queue-depths.js';
import { shownRedisUrl } from '../../redis/address.js';
import { type RedisUnusable, tryRedis } from '../../redis/await-redis.js';
import { connectRedis, type RedisUrl } from '../../redis/connection.js';
import { infoField, tooOld, unmetDemands } from '../../redis/demands.js';
import { describe, identifyServer, refuseUnreadable } from '../../redis/server-record.js';
import { type Complaint, type Finding, findingOf, missing, warning } from './finding.js';

/** Of what Redis may take at most. */
const NEARLY_FULL = 0.9;

/** The server that `atelier serve` would start. @param folder where its data lies */
export async function checkEmbeddedRedis(program: string, folder: string): Promise<Finding> {
  try {
    const server = await identifyServer(program);
    const complaints: Complaint[] = tooOld(server.version).map(missing);
    await refuseUnreadable(folder, server).catch(({ message }: Error) => complaints.push(missing(message)));
    return findingOf('Redis', `embedded: ${describe(server)}`, complaints);
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
  const unusable = await tryRedis(url).then(
    () => undefined,
    ({ message }: RedisUnusable) => message,
  );
  const redis = connectRedis(url, 'probe');
  try {
    await redis.connect();
    // The first answer took the time of the connection.
    const finding = describeRedis(await redis.info());
    const clockSkew = await readClockSkew(redis);
    if (finding.level === 'missing' || unusable === undefined) return { finding, clockSkew };
    return { finding: findingOf('Redis', finding.detail, [missing(unusable)]), clockSkew };
  } catch (error) {
    const why = unusable ?? `It does not answer: ${(error as Error).message}`;
    return { finding: findingOf('Redis', shownRedisUrl(url), [missing(why)]), clockSkew: undefined };
  } finally {
    redis.disconnect();
  }
}

/** @param info what Redis says of itself; a managed one may leave fields out */
export function describeRedis(info: string): Finding {
  const field = (name: string) => infoField(info, name);
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
    ...unmetDemands(info).map(missing),
    appends === '0'
      ? warning('A crash loses what was written since its last snapshot: set appendonly to yes')
      : undefined,
    field('role') === 'slave' ? missing('It is a replica, which takes no writes: name the primary') : undefined,
    most > 0 && used > NEARLY_FULL * most ? warning('Its memory is nearly full; then it refuses writes') : undefined,
  ]);
}
