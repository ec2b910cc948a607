import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditLog, type NewAuditEntry } from '../../src/access/audit-log.js';
import { startRedis, type TestRedis } from '../support/redis.js';

let server: TestRedis;
let redis: Redis;
let audit: AuditLog;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.socket);
  audit = new AuditLog(redis, pino({ level: 'silent' }));
});

afterAll(async () => {
  redis?.disconnect();
  await server?.remove();
});

function entry(number: number): NewAuditEntry {
  return {
    key: 'abcdefgh',
    action: 'POST /jobs',
    target: `job_${number}`,
    status: 201,
    requestId: 'r',
    address: '::1',
  };
}

describe('the audit log', () => {
  it('is read page by page, newest first', async () => {
    for (let i = 1; i <= 5; i++) await audit.add('pages', entry(i));
    const first = await audit.list('pages', { limit: 2 });
    expect(first.map(({ target }) => target)).toEqual(['job_5', 'job_4']);
    const rest = await audit.list('pages', { limit: 9, before: first.at(-1)?.id });
    expect(rest.map(({ target }) => target)).toEqual(['job_3', 'job_2', 'job_1']);
  });

  it('keeps the newest ten thousand or so', async () => {
    await Promise.all(Array.from({ length: 12_000 }, (_, i) => audit.add('long', entry(i))));
    const length = await redis.xlen('atelier:audit:long');
    expect(length).toBeGreaterThanOrEqual(10_000);
    expect(length).toBeLessThan(10_500);
    expect((await audit.list('long', { limit: 1 }))[0]).toMatchObject({ target: 'job_11999' });
  });

  it('shows a workspace only its own', async () => {
    await audit.add('one', entry(1));
    expect(await audit.list('other', { limit: 9 })).toEqual([]);
  });
});
