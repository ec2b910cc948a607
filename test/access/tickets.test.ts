import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TICKET_SECONDS, Tickets } from '../../src/access/tickets.js';
import { startRedis, type TestRedis } from '../support/redis.js';

let server: TestRedis;
let redis: Redis;
let tickets: Tickets;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.socket);
  tickets = new Tickets(redis);
});

afterAll(async () => {
  redis?.disconnect();
  await server?.remove();
});

const caller = { key: 'abcdefgh', workspace: 'acme', scopes: ['read'] } as const;

describe('a ticket', () => {
  it('is good once, however many try at the same time', async () => {
    const { ticket } = await tickets.issue(caller, 'job_1');
    const grants = await Promise.all(Array.from({ length: 20 }, () => tickets.redeem(ticket)));
    expect(grants.filter((grant) => grant !== undefined)).toEqual([
      { key: 'abcdefgh', workspace: 'acme', job: 'job_1' },
    ]);
  });

  it('is good for half a minute, and Redis doesn’t hold what would open a stream', async () => {
    const { ticket, expiresAt } = await tickets.issue(caller, 'job_2');
    const [name] = (await redis.keys('*')) as [string];
    expect(name).not.toContain(ticket);
    expect(await redis.ttl(name)).toBeGreaterThan(TICKET_SECONDS - 5);
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(TICKET_SECONDS * 1_000);
    // Time passes.
    await redis.pexpire(name, 0);
    expect(await tickets.redeem(ticket)).toBeUndefined();
  });
});
