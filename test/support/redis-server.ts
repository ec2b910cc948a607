import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { readConfig } from '../../src/config.js';

/** A real Redis at a port, with settings of a test's own and no data on disk. */
export interface RedisServer {
  readonly port: number;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** @param settings as on its command line, such as `{ requirepass: 'secret' }` */
export async function startRedisServer(
  settings: Readonly<Record<string, string>> = {},
  port?: number,
): Promise<RedisServer> {
  const at = port ?? (await freePort());
  const folder = await mkdtemp(join(tmpdir(), 'atelier-redis-'));
  const all = { port: String(at), bind: '127.0.0.1', dir: folder, save: '', ...settings };
  const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
  const server = spawn(readConfig(process.env).ATELIER_REDIS_SERVER, args, { stdio: 'ignore' });
  const gone = once(server, 'exit');
  const redis = new Redis(at, '127.0.0.1', { password: settings.requirepass ?? '', enableReadyCheck: false });
  redis.on('error', () => {});
  await redis.ping();
  redis.disconnect();
  return {
    port: at,
    process: server,
    stop: async () => {
      server.kill('SIGKILL');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A port at which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
