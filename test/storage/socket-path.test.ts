import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalSamplers } from '../../src/jobs/designs/local-samplers.js';
import { listenForApis } from '../../src/jobs/designs/sampler-socket.js';
import { connectRedis, socketUrl } from '../../src/redis/connection.js';
import { startEmbeddedRedis } from '../../src/redis/embedded-redis.js';
import { fitsSocket, shortSocketPath } from '../../src/storage/socket-path.js';

let folder: string;
let long: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-sockets-'));
  long = join(folder, 'é?#%'.repeat(30));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Listens in a folder and connects. */
async function meet(path: string): Promise<void> {
  const server: Server = createServer((socket: Socket) => socket.end());
  server.listen(shortSocketPath(path));
  await once(server, 'listening');
  await once(createConnection(shortSocketPath(path)), 'connect');
  server.close();
}

describe('a socket whose path is longer than the kernel takes', () => {
  it('is listened on and connected to, also in a folder that was removed and made again', async () => {
    const path = join(long, 'a.sock');
    expect(fitsSocket(path)).toBe(false);
    expect(() => shortSocketPath(path)).toThrow('ENOENT');
    for (let i = 0; i < 2; i++) {
      await mkdir(long);
      await meet(path);
      await rm(long, { recursive: true });
    }
  });

  it('is where an API process and a sampler meet', async () => {
    const server = await listenForApis(join(long, 'run'), () => ({ take: () => {}, close: () => {} }));
    const samplers = new LocalSamplers(join(long, 'run'));
    samplers.start();
    await once(server, 'connection');
    await expect.poll(() => samplers.pick()).toBeDefined();
    samplers.close();
    server.close();
  });

  it('is where Redis is reached, whatever its address encodes', async () => {
    const { ATELIER_REDIS_SERVER = 'redis-server' } = process.env;
    const embedded = await startEmbeddedRedis(ATELIER_REDIS_SERVER, join(long, 'redis'), pino({ level: 'silent' }));
    expect(embedded.url).toBe(socketUrl(join(long, 'redis', 'redis.sock')));
    const redis = connectRedis(embedded.url, 'background');
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
    await embedded.stop();
  });
});
