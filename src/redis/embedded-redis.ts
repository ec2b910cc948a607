import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { sha256Of } from '../storage/checksum.js';
import { connectRedis, type RedisUrl } from './connection.js';

/** A Unix socket's path may hold this many bytes. */
const MAX_SOCKET_PATH = 100;
/** How long a server may take to load its data, in ms. */
const START_TIMEOUT_MS = 60_000;
const RETRY_MS = 20;

export interface EmbeddedRedis {
  readonly url: RedisUrl;
  /** Whether it was running before. */
  readonly found: boolean;
  /** Stops the server; its data stays. */
  stop(): Promise<void>;
}

/**
 * Starts a Redis of our own: reachable through a Unix socket only, with an append-only file in `folder`, and never
 * evicting. A server that a crash left behind on the same folder is found and used again.
 *
 * @param binary `redis-server` or `valkey-server`, 6.2 or newer
 * @throws Error with the server's last words if it doesn't start
 */
export async function startEmbeddedRedis(binary: string, folder: string, logger: Logger): Promise<EmbeddedRedis> {
  await mkdir(folder, { recursive: true });
  const socket = await socketPath(folder);
  const url = `unix://${socket}`;
  if (await isUp(url)) {
    logger.info({ socket }, 'found the embedded Redis of a run before');
    return { url, found: true, stop: () => shutDown(url) };
  }
  // What is left of a server that was killed.
  await rm(socket, { force: true });

  const options = {
    dir: resolve(folder),
    unixsocket: socket,
    unixsocketperm: '700',
    port: '0',
    appendonly: 'yes',
    appendfsync: 'everysec',
    'maxmemory-policy': 'noeviction',
    save: '',
    daemonize: 'no',
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  // Detached: a terminal's Ctrl-C must reach us first, and Redis when everything is stored.
  const server = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const lastWords = collect(server);
  const failed = Promise.race([
    once(server, 'error').then(([error]) => Promise.reject(new Error(`${binary} can't be started: ${error.message}`))),
    once(server, 'exit').then(() => Promise.reject(new Error(`the embedded Redis ended: ${lastWords()}`))),
  ]);
  failed.catch(() => {});
  await Promise.race([failed, untilUp(url)]);
  logger.debug({ socket, pid: server.pid }, 'embedded Redis is up');
  return { url, found: false, stop: () => shutDown(url) };
}

/** The socket lies in the data folder, or where that path is too long for a socket, in the temporary folder. */
async function socketPath(folder: string): Promise<string> {
  const real = await realpath(folder);
  const path = join(real, 'redis.sock');
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH) return path;
  return join(tmpdir(), `atelier-${sha256Of(real).slice(0, 16)}.sock`);
}

async function isUp(url: RedisUrl): Promise<boolean> {
  const redis = connectRedis(url, 'probe');
  try {
    await redis.connect();
    return (await redis.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}

async function untilUp(url: RedisUrl): Promise<void> {
  const end = Date.now() + START_TIMEOUT_MS;
  while (!(await isUp(url))) {
    if (Date.now() > end) throw new Error(`the embedded Redis did not answer within ${START_TIMEOUT_MS / 1000} s`);
    await new Promise((wake) => setTimeout(wake, RETRY_MS));
  }
}

async function shutDown(url: RedisUrl): Promise<void> {
  const redis = connectRedis(url, 'probe');
  try {
    await redis.connect();
    // The server closes the connection in place of an answer.
    await redis.shutdown('NOSAVE');
  } catch {
    // Gone already, or going.
  } finally {
    redis.disconnect();
  }
}

/** The last lines a server printed. */
function collect(server: ChildProcess): () => string {
  let text = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-1000);
    });
  }
  return () => text.trim().split('\n').slice(-3).join(' ');
}
