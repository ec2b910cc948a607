import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.js';
import { connectRedis } from '../../src/redis/connection.js';
import { type EmbeddedRedis, startEmbeddedRedis } from '../../src/redis/embedded-redis.js';
import { printed } from '../support/atelier.js';
import { embeddedRedisRuns } from '../support/redis.js';
import { startService } from '../support/service.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-embedded-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function start(data: string): Promise<EmbeddedRedis> {
  const { ATELIER_REDIS_SERVER } = readConfig(process.env);
  return startEmbeddedRedis(ATELIER_REDIS_SERVER, join(data, 'redis'), pino({ level: 'silent' }));
}

async function processId({ url }: EmbeddedRedis): Promise<string | undefined> {
  const redis = connectRedis(url, 'background');
  const info = await redis.info('server');
  redis.disconnect();
  return /process_id:(\d+)/.exec(info)?.[1];
}

it.each([
  ['first', 0],
  ['second', 1],
] as const)(
  'serves two services on one DATA_DIR until both have ended, the %s before the other',
  async (name, number) => {
    const one = await startService(join(folder, `${name}-ends`));
    const { dataFolder } = one;
    const both = [one, await startService(dataFolder)];
    const [first] = both.splice(number, 1);
    expect(await first?.end('SIGTERM')).toBe(0);
    const [last] = both;
    expect((await fetch(`${last?.url}/readyz`)).status).toBe(200);
    expect(await last?.end('SIGTERM')).toBe(0);
    expect(await embeddedRedisRuns(dataFolder)).toBe(false);
  },
);

it('is not left behind by a service that can not start', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const data = join(folder, 'no-port');
  const environment = { DATA_DIR: data, PORT: String((taken.address() as AddressInfo).port), REDIS_URL: '' };
  await expect(printed(environment, 'serve')).rejects.toThrow('EADDRINUSE');
  expect(await embeddedRedisRuns(data)).toBe(false);
  taken.close();
});

describe('any DATA_DIR that the file system takes', () => {
  const odd = join('my photos', '100%41 #1?db=3&x', 'Grüße-写真', `it's "so"\\ \n-`);
  it.each([
    ['odd characters', odd],
    ['a path that is longer than a socket may have', join(odd, 'x'.repeat(200), 'y'.repeat(250))],
  ])('serves with %s', async (_, name) => {
    const service = await startService(join(folder, name));
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
    expect(await readdir(join(folder, name))).toContain('redis');
    expect(await embeddedRedisRuns(service.dataFolder)).toBe(true);
    expect(await service.end('SIGTERM')).toBe(0);
    expect(await embeddedRedisRuns(service.dataFolder)).toBe(false);
  });
});

it('is one server for all who start it at once, and stops with the last of them', async () => {
  const data = join(folder, 'at-once');
  const all = await Promise.all([start(data), start(data), start(data)]);
  expect(new Set(await Promise.all(all.map(processId))).size).toBe(1);
  expect(all.map(({ leftBehind }) => leftBehind)).toEqual([false, false, false]);
  for (const one of all) {
    expect(await embeddedRedisRuns(data)).toBe(true);
    await one.stop();
  }
  expect(await embeddedRedisRuns(data)).toBe(false);
});

it('may be started while its last user stops it', async () => {
  const data = join(folder, 'again');
  let redis = await start(data);
  for (let i = 0; i < 5; i++) {
    const [, next] = await Promise.all([redis.stop(), start(data)]);
    expect(await processId(next)).toMatch(/^\d+$/);
    redis = next;
  }
  await redis.stop();
  expect(await embeddedRedisRuns(data)).toBe(false);
});

it('is found again after a crash, and stopped by a service that uses it then', async () => {
  const crashed = await startService(join(folder, 'crashed'));
  await crashed.end('SIGKILL');
  expect(await embeddedRedisRuns(crashed.dataFolder)).toBe(true);
  const found = await start(crashed.dataFolder);
  expect(found.leftBehind).toBe(true);
  found.release();
  expect(await embeddedRedisRuns(crashed.dataFolder)).toBe(true);
  const next = await startService(crashed.dataFolder);
  await next.end('SIGTERM');
  expect(await embeddedRedisRuns(crashed.dataFolder)).toBe(false);
});
