import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awaitRedis, tryRedis } from '../../src/redis/await-redis.js';
import { connectRedis } from '../../src/redis/connection.js';
import { type RedisServer, startRedisServer } from '../support/redis-server.js';
import { startTcpProxy } from '../support/tcp-proxy.js';
import { startTlsProxy } from '../support/tls-proxy.js';

/** What docs/operations.md says that a user of Redis needs. */
const ENOUGH = ['~atelier*', '&*', '+@all', '-@admin', '-@dangerous', '+info'];

let open: RedisServer;
let locked: RedisServer;
let cluster: RedisServer;
let tls: { readonly port: number; close(): Promise<void> };

beforeAll(async () => {
  [open, locked, cluster] = await Promise.all([
    startRedisServer(),
    startRedisServer({ requirepass: 'geheim' }),
    startRedisServer({ 'cluster-enabled': 'yes' }),
  ]);
  tls = await startTlsProxy(open.port);
  const admin = connectRedis(at(open), 'background');
  const users: Record<string, string[]> = {
    enough: ENOUGH,
    'no-commands': ['~*', '&*', '+@all', '-hset'],
    'no-scripts': ['~*', '&*', '+@all', '-@scripting'],
    'no-info': ['~*', '&*', '+@all', '-@dangerous'],
    'no-keys': ['~other:*', '&*', '+@all'],
    'no-library': ['~atelier:*', '&*', '+@all'],
    'no-channels': ['~*', 'resetchannels', '+@all'],
  };
  for (const [name, rules] of Object.entries(users))
    await admin.call('ACL', 'SETUSER', name, 'on', '>geheim', ...rules);
  admin.disconnect();
});
afterAll(async () => {
  await tls?.close();
  await Promise.all([open, locked, cluster].map((server) => server?.stop()));
});

function at({ port }: { readonly port: number }, user = '', rest = ''): string {
  return `redis://${user === '' ? '' : `${user}@`}127.0.0.1:${port}${rest}`;
}

describe('a Redis that can be used', () => {
  it.each([
    ['in its first database', () => at(open)],
    ['in another database', () => at(open, '', '/3')],
    ['with its password', () => at(locked, ':geheim')],
    ['with its password as an option', () => at(locked, '', '?password=geheim')],
    ['as a user that may do what the documentation says', () => at(open, 'enough:geheim')],
  ])('is told from others: %s', async (_, url) => {
    await expect(tryRedis(url())).resolves.toContain('redis_version');
  });

  it('is in the database that its address names', async () => {
    const [third, first] = [connectRedis(at(open, '', '?db=3'), 'background'), connectRedis(at(open), 'background')];
    await third.set('atelier:where', 'three');
    expect([await third.get('atelier:where'), await first.get('atelier:where')]).toEqual(['three', null]);
    await third.flushdb();
    for (const redis of [third, first]) redis.disconnect();
  });
});

describe('a Redis that cannot be used', () => {
  it.each([
    ['no password', () => at(locked), /answers: NOAUTH/],
    ['a wrong password', () => at(locked, ':wrong'), /answers: WRONGPASS/],
    ['an unknown user', () => at(open, 'nobody:wrong'), /answers: WRONGPASS/],
    ['a user without a command', () => at(open, 'no-commands:geheim'), /answers: NOPERM .*hset.*docs\/operations/],
    ['a user without scripts', () => at(open, 'no-scripts:geheim'), /answers: NOPERM .*eval/],
    ['a user without INFO', () => at(open, 'no-info:geheim'), /answers: NOPERM .*info/],
    ['a user without our keys', () => at(open, 'no-keys:geheim'), /answers: NOPERM .*key/],
    ['a user without the key of models and designs', () => at(open, 'no-library:geheim'), /answers: NOPERM .*key/],
    ['a user without our channels', () => at(open, 'no-channels:geheim'), /answers: NOPERM .*channel/],
    ['a database that there is not', () => at(open, '', '/99'), /\/99 answers: ERR DB index is out of range/],
    ['a cluster', () => at(cluster), /is a cluster/],
    ['a database of a cluster', () => at(cluster, '', '/1'), /SELECT is not allowed in cluster mode/],
    ['a certificate that nobody vouches for', () => `rediss://localhost:${tls.port}`, /self-signed certificate/],
  ])('is not waited for: %s', async (_, url, says) => {
    const waiting = awaitRedis(url());
    await expect(waiting).rejects.toMatchObject({ name: 'RedisUnusable', final: true });
    await expect(waiting).rejects.toThrow(says);
    await expect(waiting).rejects.not.toThrow(/geheim|wrong/);
  });

  it('is not waited for where it is something else', async () => {
    const server = createServer((_, response) => void response.end('It works!')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const waiting = awaitRedis(at(server.address() as AddressInfo));
    await expect(waiting).rejects.toMatchObject({ final: true, message: expect.stringContaining('is no Redis') });
    server.closeAllConnections();
    server.close();
  });

  it.each([
    ['a connection that is refused', async () => 'redis://127.0.0.1:1', /ECONNREFUSED/],
    ['a host that nobody knows', async () => 'redis://nowhere.invalid', /(ENOTFOUND|EAI_AGAIN) nowhere.invalid/],
    ['a socket that is not there', async () => 'unix:///nowhere/redis.sock', /ENOENT/],
    ['TLS at a port without it', async () => `rediss://127.0.0.1:${open.port}`, /rediss:\/\/ needs a port with TLS/],
    ['no TLS at a port with it', async () => at(tls), /a port with TLS needs rediss:\/\//],
  ])('may be there later, and is waited for: %s', async (_, url, says) => {
    const problem = tryRedis(await url());
    await expect(problem).rejects.toMatchObject({ name: 'RedisUnusable', final: false });
    await expect(problem).rejects.toThrow(says);
  });

  it('may go on later, and is waited for, where it takes a connection and does not answer', async () => {
    const hanging = await startRedisServer();
    hanging.process.kill('SIGSTOP');
    await expect(tryRedis(at(hanging))).rejects.toMatchObject({ final: false, message: /does not answer/ });
    await hanging.stop();
  });

  it('may be a primary later, and is waited for, while it is a replica', async () => {
    const replica = await startRedisServer();
    const admin = connectRedis(at(replica), 'background');
    await admin.call('REPLICAOF', '127.0.0.1', String(open.port));
    await expect(tryRedis(at(replica))).rejects.toMatchObject({ final: false, message: /is a replica/ });
    const waiting = awaitRedis(at(replica));
    await admin.call('REPLICAOF', 'NO', 'ONE');
    expect(await waiting).toBe(true);
    admin.disconnect();
    await replica.stop();
  });

  it('is waited for no longer than the caller has time, or until it is told to stop', async () => {
    await expect(awaitRedis('redis://127.0.0.1:1', { ms: 0 })).rejects.toThrow(/ECONNREFUSED/);
    const stopping = new AbortController();
    const waiting = awaitRedis('redis://127.0.0.1:1', { signal: stopping.signal });
    stopping.abort();
    expect(await waiting).toBe(false);
  });

  it('does not write into another database when its own has gone', async () => {
    const proxy = await startTcpProxy(open.port);
    const redis = connectRedis(`redis://127.0.0.1:${proxy.port}/5`, 'background');
    await redis.ping();
    const smaller = await startRedisServer({ databases: '2' });
    const ready = new Promise<void>((resolve) => redis.on('ready', resolve));
    const refused = new Promise<Error>((resolve) => redis.on('error', resolve));
    proxy.redirect(smaller.port);
    proxy.cut();
    proxy.mend();
    expect((await refused).message).toContain('DB index is out of range');
    const written = redis.set('atelier:where', 'five');
    proxy.redirect(open.port);
    proxy.cut();
    proxy.mend();
    await Promise.all([ready, written]);
    const other = connectRedis(at(smaller), 'background');
    expect(await other.dbsize()).toBe(0);
    await redis.flushdb();
    for (const each of [other, redis]) each.disconnect();
    await proxy.close();
    await smaller.stop();
  });
});
