import { type ChildProcess, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { basename, join, resolve } from 'node:path';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { withFileLock } from '../storage/file-lock.js';
import { makeFolder } from '../storage/make-folder.js';
import { fitsSocket, shortSocketPath } from '../storage/socket-path.js';
import { connectRedis, type RedisUrl, socketUrl } from './connection.js';
import { describe, identifyServer, recordedServer, recordServer, refuseUnreadable } from './server-record.js';

/** How long a server may take to load its data, in ms. */
const START_TIMEOUT_MS = 60_000;
const RETRY_MS = 20;

/** The name of the connection by which each process that uses a server says so. */
const USER = 'atelier-user';

export interface EmbeddedRedis {
  readonly url: RedisUrl;
  /** Whether it was running before, with no process that says that it uses it: such as after a crash. */
  readonly leftBehind: boolean;
  /** Uses it no more. */
  release(): void;
  /** Uses it no more, and stops the server if no other process uses it; its data stays. */
  stop(): Promise<void>;
}

/**
 * Starts a Redis of our own: reachable through a Unix socket only, with an append-only file in `folder`, and never
 * evicting. One that is running on the same folder is used together with whoever else does: the last one stops it.
 *
 * @param binary `redis-server` or `valkey-server`, 6.2 or newer
 * @throws Error with the server's last words if it doesn't start; if it is too old for the data in the folder
 */
export async function startEmbeddedRedis(binary: string, folder: string, logger: Logger): Promise<EmbeddedRedis> {
  await makeFolder(folder);
  const socket = resolve(folder, 'redis.sock');
  const url = socketUrl(socket);
  // Of two that start one at once, each would take the socket of the other away; and nobody may find one that is stopped.
  const alone = <T>(action: () => Promise<T>) => withFileLock(join(folder, 'lock'), action);
  return await alone(async () => {
    // One that still loads its data answers nothing, but must not get a second one beside it.
    const running = await isListening(socket);
    if (running) {
      logger.info({ socket }, 'the embedded Redis is running already');
      await untilUp(url);
    }
    const server = running ? undefined : await startServer(binary, folder, socket, logger);
    const user = connectRedis(url, 'probe');
    await user.connect();
    await user.client('SETNAME', USER);
    const id = await user.client('ID');
    const release = () => {
      user.disconnect();
      // This process may end before the server does.
      server?.unref();
      for (const stream of [server?.stdout, server?.stderr]) stream?.destroy();
    };
    return {
      url,
      leftBehind: running && (await otherUsers(user, id)) === 0,
      release,
      stop: () =>
        alone(async () => {
          await shutDownUnlessUsed(url, id);
          release();
        }),
    };
  });
}

/** Resolves when the server takes commands. */
async function startServer(binary: string, folder: string, socket: string, logger: Logger): Promise<ChildProcess> {
  const program = await identifyServer(binary);
  await refuseUnreadable(folder, program);
  const writer = await recordedServer(folder);
  // What is left of a server that was killed.
  await rm(socket, { force: true });
  const options = {
    dir: resolve(folder),
    // Redis listens in its folder, so that the name is enough where the path is too long for a socket.
    unixsocket: fitsSocket(socket) ? socket : basename(socket),
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
  const failed = new Promise<never>((_, reject) => {
    server.once('error', ({ message }) => reject(new Error(`${binary} can't be started: ${message}`)));
    server.once('exit', () => {
      const hint = writer ? ` Its data was last written by ${describe(writer)}.` : '';
      reject(new Error(`the embedded Redis ended: ${lastWords()}${hint}`));
    });
  });
  failed.catch(() => {});
  try {
    await Promise.race([failed, untilUp(socketUrl(socket))]);
    await recordServer(folder, program);
  } catch (error) {
    server.kill();
    throw error;
  }
  logger.debug({ socket, pid: server.pid }, 'embedded Redis is up');
  return server;
}

/** How many processes say that they use the server, but for the one of a connection. */
async function otherUsers(redis: Redis, id: number): Promise<number> {
  const connections = String(await redis.client('LIST')).split('\n');
  return connections.filter((each) => each.includes(` name=${USER} `) && !each.startsWith(`id=${id} `)).length;
}

async function isListening(socket: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const connection = createConnection(shortSocketPath(socket), () => {
      connection.destroy();
      resolve(true);
    });
    connection.on('error', () => resolve(false));
  });
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

/** @param id of the connection of who uses it no more */
async function shutDownUnlessUsed(url: RedisUrl, id: number): Promise<void> {
  const redis = connectRedis(url, 'probe');
  try {
    await redis.connect();
    // The server closes the connection in place of a response.
    if ((await otherUsers(redis, id)) === 0) await redis.shutdown('NOSAVE');
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
