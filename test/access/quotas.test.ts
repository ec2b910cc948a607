import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Quotas } from '../../src/access/quotas.js';
import { startRedis, type TestRedis } from '../support/redis.js';

const NOON = Date.parse('2026-01-01T12:00:00Z');
const HALF_DAY_S = 12 * 60 * 60;

let server: TestRedis;
let redis: Redis;
let quotas: Quotas;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.socket);
  quotas = new Quotas(redis, { '*': { designsPerDay: 10 }, big: { designsPerDay: 1_000 }, free: {} });
});

afterAll(async () => {
  redis?.disconnect();
  await server?.remove();
});

describe('designs a day', () => {
  it('are never more, however many are asked for at the same time', async () => {
    const asked = Array.from({ length: 8 }, () => quotas.takeDesigns('crowd', 3, NOON));
    const outcomes = (await Promise.allSettled(asked)).map(({ status }) => status);
    expect(outcomes.filter((status) => status === 'fulfilled')).toHaveLength(3);
    await expect(quotas.takeDesigns('crowd', 1, NOON)).resolves.toBeDefined();
  });

  it('come again at midnight, as the refusal says', async () => {
    await quotas.takeDesigns('night', 10, NOON);
    await expect(quotas.takeDesigns('night', 1, NOON)).rejects.toMatchObject({
      code: 'quota_exceeded',
      retryAfterSeconds: HALF_DAY_S,
    });
    await expect(quotas.takeDesigns('night', 10, NOON + HALF_DAY_S * 1_000)).resolves.toBeDefined();
  });

  it('are given back if they could not be made', async () => {
    const giveBack = await quotas.takeDesigns('failed', 10, NOON);
    await giveBack();
    await expect(quotas.takeDesigns('failed', 10, NOON)).resolves.toBeDefined();
  });

  it('are each workspace’s own, with its own limit or none', async () => {
    await quotas.takeDesigns('big', 1_000, NOON);
    await quotas.takeDesigns('free', 1_000_000, NOON);
    await expect(quotas.takeDesigns('small', 11, NOON)).rejects.toMatchObject({ code: 'quota_exceeded' });
    expect(await redis.keys('*free*')).toEqual([]);
  });
});
