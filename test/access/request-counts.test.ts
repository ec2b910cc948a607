import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RequestCounts, WINDOW_MS } from '../../src/access/request-counts.js';
import { connectRedis, whenReady } from '../../src/redis/connection.js';
import { startRedis, type TestRedis } from '../support/redis.js';

const NOON = Date.parse('2026-01-01T12:00:00Z');

let server: TestRedis;
const opened: { close(): void }[] = [];

beforeAll(async () => {
  server = await startRedis();
});

afterAll(async () => {
  for (const each of opened) each.close();
  await server?.remove();
});

/** Counts as one API process has them. */
async function processCounts(): Promise<{ counts: RequestCounts; leave: () => void }> {
  const redis = connectRedis(server.url, 'request');
  await whenReady(redis);
  const counts = new RequestCounts(redis);
  opened.push(counts, { close: () => redis.disconnect() });
  return { counts, leave: () => redis.disconnect() };
}

describe('requests', () => {
  it('are counted over all processes', async () => {
    const [one, other] = [(await processCounts()).counts, (await processCounts()).counts];
    for (let i = 0; i < 10; i++) one.add('all', NOON);
    other.add('all', NOON);
    await one.share();
    await other.share();
    expect(other.add('all', NOON).current).toBe(12);
    await other.share();
    one.add('all', NOON);
    await one.share();
    expect(one.add('all', NOON).current).toBe(14);
  });

  it('are counted anew each minute, and apart for everyone', async () => {
    const { counts } = await processCounts();
    counts.add('a', NOON);
    expect(counts.add('a', NOON + 1_000)).toEqual({ current: 2, ttl: WINDOW_MS - 1_000 });
    expect(counts.add('b', NOON)).toMatchObject({ current: 1 });
    expect(counts.add('a', NOON + WINDOW_MS)).toEqual({ current: 1, ttl: WINDOW_MS });
  });

  it('are counted once, while some are being told', async () => {
    const { counts } = await processCounts();
    for (let i = 0; i < 5; i++) counts.add('once', NOON);
    const sharing = counts.share();
    expect(counts.add('once', NOON).current).toBe(6);
    await sharing;
    expect(counts.add('once', NOON).current).toBe(7);
  });

  it('are still counted by each process while Redis is away', async () => {
    const { counts, leave } = await processCounts();
    counts.add('alone', NOON);
    await counts.share();
    leave();
    for (let i = 0; i < 3; i++) {
      counts.add('alone', NOON);
      await counts.share();
    }
    expect(counts.add('alone', NOON).current).toBe(5);
  });
});
