import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiKeys } from '../../src/access/api-keys.js';
import { Authenticator } from '../../src/access/authenticator.js';
import { connectRedis, whenReady } from '../../src/redis/connection.js';
import { startRedis, type TestRedis } from '../support/redis.js';

let server: TestRedis;
let redis: Redis;
let apiKeys: ApiKeys;
const opened: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.socket);
  apiKeys = new ApiKeys(redis);
});

beforeEach(async () => void (await redis.flushall()));

afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

afterAll(async () => {
  redis?.disconnect();
  await server?.remove();
});

async function authenticator(): Promise<Authenticator> {
  const made = new Authenticator(apiKeys, connectRedis(server.url, 'background'), pino({ level: 'silent' }));
  opened.push(made);
  await made.start();
  return made;
}

const given = { name: 'the shop', workspace: 'acme', scopes: ['read'] } as const;

/** Resolves when an authenticator knows that a key is revoked. */
function heard(of: Authenticator, id: string): Promise<void> {
  return new Promise((resolve) => of.watch(id, resolve));
}

describe('without keys', () => {
  it('nobody needs one, until the first is created by anybody', async () => {
    const open = await authenticator();
    expect(await open.identify(undefined)).toMatchObject({ key: null, workspace: 'default' });
    const { id, key } = await apiKeys.create(given);
    await open.changed(id);
    expect(await open.identify(undefined)).toBeUndefined();
    expect(await open.identify(key)).toEqual({ key: id, workspace: 'acme', scopes: ['read'] });
  });

  it('a key is no key all the same', async () => {
    expect(await (await authenticator()).identify('atl_nonsense')).toBeUndefined();
  });
});

describe('a key', () => {
  it('with another secret is nobody’s', async () => {
    const guard = await authenticator();
    const [one, other] = [await apiKeys.create(given), await apiKeys.create(given)];
    const mixed = `atl_${one.id}_${other.key.split('_').slice(2).join('_')}`;
    expect(await guard.identify(mixed)).toBeUndefined();
    expect(await guard.identify(one.key)).toBeDefined();
  });

  it('that is known asks nothing of Redis', async () => {
    const guard = await authenticator();
    const { key } = await apiKeys.create(given);
    await guard.identify(key);
    await redis.config('RESETSTAT');
    for (let i = 0; i < 1_000; i++) await guard.identify(key);
    // At most once more, if a slow machine takes longer than a key is kept.
    const calls = /cmdstat_hget:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1] ?? '0';
    expect(Number(calls)).toBeLessThanOrEqual(1);
  });

  it('is read once, however many ask for it at the same time', async () => {
    const guard = await authenticator();
    const { key } = await apiKeys.create(given);
    await redis.config('RESETSTAT');
    await Promise.all(Array.from({ length: 100 }, () => guard.identify(key)));
    expect(await redis.info('commandstats')).toContain('cmdstat_hget:calls=1,');
  });

  it('is refused as soon as it is heard that another process revoked it', async () => {
    const guard = await authenticator();
    const { id, key } = await apiKeys.create(given);
    expect(await guard.identify(key)).toBeDefined();
    const revoked = heard(guard, id);
    await apiKeys.revoke(id);
    await revoked;
    expect(await guard.identify(key)).toBeUndefined();
  });

  it('that was revoked while the connection was away is refused when it is back', async () => {
    const guard = await authenticator();
    const { id, key } = await apiKeys.create(given);
    expect(await guard.identify(key)).toBeDefined();
    const revoked = heard(guard, id);
    await redis.multi().hdel('atelier:api-keys', id).call('CLIENT', 'KILL', 'TYPE', 'pubsub').exec();
    await revoked;
    expect(await guard.identify(key)).toBeUndefined();
  });

  it('that was revoked a moment before it is watched is told of as well', async () => {
    const guard = await authenticator();
    const { id } = await apiKeys.create(given);
    await apiKeys.revoke(id);
    await heard(guard, id);
  });

  it('is the last one: then nobody gets in', async () => {
    const { id } = await apiKeys.create(given);
    const guard = await authenticator();
    const revoked = heard(guard, id);
    await apiKeys.revoke(id);
    await revoked;
    expect(guard.locked).toBe(true);
    expect(await guard.identify(undefined)).toBeUndefined();
  });

  it('that reads figures stays good for that while Redis is away, and for nothing else', async () => {
    const requests = connectRedis(server.url, 'request');
    await whenReady(requests);
    const guard = new Authenticator(
      new ApiKeys(requests),
      connectRedis(server.url, 'background'),
      pino({ level: 'silent' }),
    );
    opened.push(guard);
    await guard.start();
    const reader = await apiKeys.create({ name: 'prometheus', workspace: 'default', scopes: ['metrics', 'read'] });
    const [other, revoked] = [await apiKeys.create(given), await apiKeys.create(given)];
    for (const { key } of [reader, other]) expect(await guard.identify(key)).toBeDefined();
    // What is known is forgotten when the connection comes back, as it is after some seconds.
    const forgotten = heard(guard, revoked.id);
    // Its first look is over, which would find it revoked as well.
    await guard.ownerOf(revoked.id);
    await redis.multi().hdel('atelier:api-keys', revoked.id).call('CLIENT', 'KILL', 'TYPE', 'pubsub').exec();
    await forgotten;
    requests.disconnect();
    expect(await guard.identify(reader.key)).toEqual({ key: reader.id, workspace: 'default', scopes: ['metrics'] });
    expect(await guard.identify(`${reader.key.slice(0, -4)}AAAA`)).toBeUndefined();
    await expect(guard.identify(other.key)).rejects.toThrow();
  });

  it('has its last use written down', async () => {
    const guard = await authenticator();
    const { key } = await apiKeys.create(given);
    const before = Date.now();
    await guard.identify(key);
    await guard.close();
    const [{ lastUsedAt } = { lastUsedAt: null }] = await apiKeys.list();
    expect(Date.parse(lastUsedAt ?? '')).toBeGreaterThanOrEqual(before);
  });
});
