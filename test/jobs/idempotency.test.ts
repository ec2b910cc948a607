import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Claim, IdempotencyKeys } from '../../src/jobs/records/idempotency.js';
import { startRedis, type TestRedis } from '../support/redis.js';

const REQUEST = { dataset: 'ds_test' };

let server: TestRedis;
let redis: Redis;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.socket);
});

afterAll(async () => {
  redis?.disconnect();
  await server?.remove();
});

it('a claim that is released leaves that of a request which took the key over at that moment', async () => {
  const other = new IdempotencyKeys(redis);
  let takenOver = false;
  /** The first claim expires, and another request claims the key. */
  const takeOver = async () => {
    if (takenOver) return;
    takenOver = true;
    await redis.flushall();
    await other.claim('default', 'monday', REQUEST);
  };
  // A process in which much happens between the reply of one command and the next command.
  const slow = new Proxy(redis, {
    get: (target, name) => {
      const value = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (name !== 'get') return value.bind(target);
      return async (key: string) => {
        const found = await target.get(key);
        await takeOver();
        return found;
      };
    },
  });
  const claim = (await new IdempotencyKeys(slow).claim('default', 'monday', REQUEST)) as Claim;
  await claim.release();
  await takeOver();
  await expect(other.claim('default', 'monday', REQUEST)).rejects.toMatchObject({ code: 'idempotency_in_flight' });
});

it('a claim that has expired is not released with that of the request that took the key over', async () => {
  const keys = new IdempotencyKeys(redis);
  const expired = (await keys.claim('default', 'tuesday', REQUEST)) as Claim;
  await redis.flushall();
  const current = (await keys.claim('default', 'tuesday', REQUEST)) as Claim;
  await expired.release();
  await expect(keys.claim('default', 'tuesday', REQUEST)).rejects.toMatchObject({ code: 'idempotency_in_flight' });
  await current.release();
  await expect(keys.claim('default', 'tuesday', REQUEST)).resolves.toHaveProperty('settlement');
});
