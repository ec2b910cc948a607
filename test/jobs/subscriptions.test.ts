import { once } from 'node:events';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectRedis, keepSubscribed, whenReady } from '../../src/redis/connection.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

let server: TestRedis;
let proxy: TcpProxy;
let redis: Redis;
let others: Redis;

beforeAll(async () => {
  server = await startRedis();
  proxy = await startTcpProxy(server.socket);
});

beforeEach(async () => {
  redis = connectRedis(`redis://127.0.0.1:${proxy.port}`, 'background');
  others = connectRedis(server.url, 'background');
  await Promise.all([redis, others].map(whenReady));
});

afterEach(() => {
  for (const each of [redis, others]) each.disconnect();
});

afterAll(async () => {
  await proxy?.close();
  await server?.remove();
});

describe('a subscription', () => {
  it('hears again after its connection was lost, and says from when on', async () => {
    let again = () => {};
    const resumed = new Promise<void>((resolve) => {
      again = resolve;
    });
    await keepSubscribed(redis, 'news', () => again());
    await others.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await resumed;
    const heard = once(redis, 'message');
    await others.publish('news', 'first');
    expect(await heard).toEqual(['news', 'first']);
  });

  it('whose connection is lost for good just when it was back leaves no failure that nobody handles', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    await keepSubscribed(redis, 'news');
    redis.once('ready', () => {
      // Before Redis's answer to the new subscription was read.
      proxy.cut();
      redis.disconnect();
    });
    const ended = once(redis, 'end');
    await others.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await ended;
    // Rejections that nobody handles are told when the microtasks are done.
    await new Promise(setImmediate);
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});
