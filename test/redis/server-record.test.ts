import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkEmbeddedRedis } from '../../src/cli/checks/redis.js';
import { readConfig } from '../../src/config.js';
import { connectRedis } from '../../src/redis/connection.js';
import { startEmbeddedRedis } from '../../src/redis/embedded-redis.js';
import { identifyServer, type RedisServer } from '../../src/redis/server-record.js';
import { printed } from '../support/atelier.js';
import { embeddedRedisRuns } from '../support/redis.js';

const { ATELIER_REDIS_SERVER: ours } = readConfig(process.env);
const server = await identifyServer(ours);
const newer = await newerOnPath();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-record-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A Redis on the PATH whose data ours can't read, if there is one. */
async function newerOnPath(): Promise<string | undefined> {
  if (server.name !== 'Redis' || !server.version.startsWith('6.')) return undefined;
  for (const path of (process.env.PATH ?? '').split(delimiter)) {
    const found = await identifyServer(join(path, 'redis-server')).catch(() => undefined);
    if (found && !found.version.startsWith('6.')) return found.program;
  }
  return undefined;
}

/** Does something with the embedded Redis of a folder, run by a program. */
async function using<T>(program: string, data: string, action: (url: string) => Promise<T>): Promise<T> {
  const redis = await startEmbeddedRedis(program, join(data, 'redis'), pino({ level: 'silent' }));
  try {
    return await action(redis.url);
  } finally {
    await redis.stop();
  }
}

const get = (url: string, key: string) => command(url, (redis) => redis.get(key));
const set = (url: string, key: string) => command(url, (redis) => redis.set(key, 'there'));

async function command<T>(url: string, action: (redis: ReturnType<typeof connectRedis>) => Promise<T>): Promise<T> {
  const redis = connectRedis(url, 'background');
  try {
    return await action(redis);
  } finally {
    redis.disconnect();
  }
}

/** A program that says it is Redis 6.2 and is none. */
async function redis62(): Promise<string> {
  const program = join(folder, 'redis-6.2');
  await writeFile(program, '#!/bin/sh\necho "Redis server v=6.2.14 sha=00000000:0 malloc=libc bits=64"\n');
  await chmod(program, 0o755);
  return program;
}

describe('the folder of the embedded Redis', () => {
  it('remembers which program wrote it', async () => {
    const data = join(folder, 'remembered');
    const info = await using(ours, data, (url) => command(url, (redis) => redis.info('server')));
    const record = JSON.parse(await readFile(join(data, 'redis/server.json'), 'utf8')) as RedisServer;
    expect(record).toEqual(server);
    expect(info).toContain(`redis_version:${record.version}`);
  });

  it('is not opened by an older program, and the service and doctor say which is needed', async () => {
    const data = join(folder, 'newer');
    await mkdir(join(data, 'redis'), { recursive: true });
    const newest = { ...server, version: '99.1.0', program: '/opt/newest/redis-server' };
    await writeFile(join(data, 'redis/server.json'), JSON.stringify(newest));
    const needed = `${server.name} 99.1.0 (/opt/newest/redis-server)`;
    await expect(printed({ DATA_DIR: data, REDIS_URL: '' }, 'serve')).rejects.toThrow(needed);
    expect(await checkEmbeddedRedis(ours, join(data, 'redis'))).toMatchObject({
      level: 'missing',
      detail: expect.stringContaining(needed),
    });
    expect(await embeddedRedisRuns(data)).toBe(false);
  });

  it('is opened by another program of the same line', async () => {
    const data = join(folder, 'same-line');
    await mkdir(join(data, 'redis'), { recursive: true });
    const version = server.version.replace(/\.\d+$/, '.9999');
    await writeFile(join(data, 'redis/server.json'), JSON.stringify({ ...server, version }));
    expect(await using(ours, data, (url) => get(url, 'any'))).toBeNull();
  });

  it('without a record is known by its files', async () => {
    const data = join(folder, 'files', 'redis');
    await mkdir(join(data, 'appendonlydir'), { recursive: true });
    await writeFile(join(data, 'appendonlydir', 'appendonly.aof.1.incr.aof'), '');
    const start = async () => startEmbeddedRedis(await redis62(), data, pino({ level: 'silent' }));
    await expect(start()).rejects.toThrow(
      /written by Redis 7\.0 or newer, or Valkey, which Redis 6\.2\.14 .* is too old/,
    );
  });

  it('with what two programs have written apart is opened by neither', async () => {
    const data = join(folder, 'apart', 'redis');
    await mkdir(join(data, 'appendonlydir'), { recursive: true });
    await writeFile(join(data, 'appendonlydir', 'appendonly.aof.1.incr.aof'), '');
    await writeFile(join(data, 'appendonly.aof'), 'data');
    const program = join(folder, 'valkey');
    await writeFile(program, '#!/bin/sh\necho "Valkey server v=8.1.0 sha=00000000:0"\n');
    await chmod(program, 0o755);
    const start = startEmbeddedRedis(program, data, pino({ level: 'silent' }));
    await expect(start).rejects.toThrow(/two sets of data.*Move one of them elsewhere/);
  });

  it('goes from an older Redis to a newer one with all that is in it, and not back', async ({ skip }) => {
    if (newer === undefined) return skip(`no redis-server of 7.0 or newer is on the PATH beside ${ours}`);
    const data = join(folder, 'both');
    await using(ours, data, (url) => set(url, 'older'));
    await using(newer, data, async (url) => {
      expect(await get(url, 'older')).toBe('there');
      await set(url, 'newer');
    });
    await expect(using(ours, data, async () => {})).rejects.toThrow(newer);
    expect(await using(newer, data, (url) => get(url, 'newer'))).toBe('there');
  });

  it('gets no second server while the first is still loading', async () => {
    const data = join(folder, 'loading');
    await using(ours, data, (url) =>
      command(url, async (redis) => {
        for (let i = 0; i < 100; i++) await redis.set(`key-${i}`, i);
      }),
    );
    const options = { dir: join(data, 'redis'), unixsocket: 'redis.sock', port: 0, appendonly: 'yes', save: '' };
    const slowly = { 'key-load-delay': 30_000 };
    const args = Object.entries({ ...options, ...slowly }).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const first = spawn(ours, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(first.stdout, 'data');
    await expect.poll(() => socketIsThere(data)).toBe(true);
    const pid = await using(ours, data, (url) => command(url, (redis) => redis.info('server')));
    expect(pid).toContain(`process_id:${first.pid}`);
    if (first.exitCode === null) await once(first, 'exit');
  });
});

async function socketIsThere(data: string): Promise<boolean> {
  return await readFile(join(data, 'redis/redis.sock')).then(
    () => true,
    ({ code }: NodeJS.ErrnoException) => code === 'ENXIO',
  );
}
