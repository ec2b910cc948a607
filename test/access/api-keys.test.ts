import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiKeys } from '../../src/access/api-keys.js';
import { startRedis, type TestRedis } from '../support/redis.js';

let server: TestRedis;
let redis: Redis;
let apiKeys: ApiKeys;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.socket);
  apiKeys = new ApiKeys(redis);
});

beforeEach(async () => void (await redis.flushall()));

afterAll(async () => {
  redis?.disconnect();
  await server?.remove();
});

const given = { name: 'the shop', workspace: 'acme', scopes: ['generate', 'read'] } as const;

describe('API keys', () => {
  it('are kept without their secret', async () => {
    const { key } = await apiKeys.create(given);
    const secret = key.split('_').slice(2).join('_');
    const dump = await Promise.all((await redis.keys('atelier:api-keys*')).map((name) => redis.hgetall(name)));
    expect(JSON.stringify(dump)).not.toContain(secret);
  });

  it('are listed by workspace, oldest first, with when they were used', async () => {
    const first = await apiKeys.create(given);
    const second = await apiKeys.create({ ...given, name: 'the other shop' });
    const foreign = await apiKeys.create({ ...given, workspace: 'globex' });
    await apiKeys.noteUse(new Map([[second.id, Date.parse('2026-01-02T03:04:05Z')]]));
    const { key: _, ...shown } = first;
    const listed = await apiKeys.list('acme');
    // Two that are made within a millisecond may be either way round.
    expect(listed.map(({ createdAt }) => createdAt)).toEqual([first.createdAt, second.createdAt]);
    expect([first, second].map(({ id }) => listed.find((each) => each.id === id))).toEqual([
      { ...shown, scopes: ['read', 'generate'], lastUsedAt: null },
      expect.objectContaining({ id: second.id, lastUsedAt: '2026-01-02T03:04:05.000Z' }),
    ]);
    expect((await apiKeys.list()).map(({ id }) => id)).toContain(foreign.id);
  });

  it('are gone when they are revoked, and nothing of them comes back', async () => {
    const { id } = await apiKeys.create(given);
    await apiKeys.revoke(id);
    // A process that hasn't heard yet writes down when it was used.
    await apiKeys.noteUse(new Map([[id, Date.now()]]));
    expect(await redis.keys('*')).toEqual(['atelier:workspaces']);
    await expect(apiKeys.revoke(id)).rejects.toMatchObject({ code: 'key_not_found' });
  });

  it('of another workspace are not there to be revoked', async () => {
    const { id } = await apiKeys.create(given);
    await expect(apiKeys.revoke(id, 'globex')).rejects.toMatchObject({ code: 'key_not_found' });
    expect(await apiKeys.find(id)).toBeDefined();
  });
});
