import type { Redis, Result } from 'ioredis';
import type { Quota } from '../contracts/quota.js';
import { AtelierError } from '../errors.js';
import { keys } from '../redis/keys.js';
import { defineLua } from '../redis/lua.js';

const DAY_MS = 24 * 60 * 60 * 1_000;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    atelierTake(key: string, ...args: string[]): Result<0 | 1, Context>;
  }
}

/** How much of each thing a workspace may use. Where nothing is limited, nothing is counted. */
export class Quotas {
  constructor(
    private readonly redis: Redis,
    private readonly quotas: Readonly<Record<string, Quota>>,
  ) {
    defineLua(redis, { atelierTake: { file: new URL('./lua/take.lua', import.meta.url), numberOfKeys: 1 } });
  }

  of(workspace: string): Quota {
    return (Object.hasOwn(this.quotas, workspace) ? this.quotas[workspace] : this.quotas['*']) ?? {};
  }

  /**
   * Takes designs out of what the workspace may make today.
   * @returns a function that gives them back, if they could not be made
   * @throws AtelierError `quota_exceeded`
   */
  async takeDesigns(workspace: string, count: number, now = Date.now()): Promise<() => Promise<void>> {
    const { designsPerDay } = this.of(workspace);
    if (designsPerDay === undefined) return async () => {};
    const key = keys.designsMade(workspace, new Date(now).toISOString().slice(0, 10));
    const midnight = (Math.floor(now / DAY_MS) + 1) * DAY_MS;
    const kept = String(midnight - now + DAY_MS);
    if ((await this.redis.atelierTake(key, String(count), String(designsPerDay), kept)) === 0) {
      throw new AtelierError(
        'quota_exceeded',
        `${count} more would be over the workspace's ${designsPerDay} designs a day.`,
        {
          retryAfterSeconds: Math.ceil((midnight - now) / 1_000),
        },
      );
    }
    return async () => {
      await this.redis.decrby(key, count);
    };
  }
}
