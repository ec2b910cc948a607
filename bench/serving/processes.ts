import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pino } from 'pino';
import type { CheckpointManifest } from '../../src/contracts/checkpoint.js';
import { JobStore } from '../../src/jobs/records/job-store.js';
import { connectRedis, whenReady } from '../../src/redis/connection.js';
import { startEmbeddedRedis } from '../../src/redis/embedded-redis.js';
import { peerScript, pythonWith, SERVING } from '../support/python.js';

/** A server that answers `POST /generate`. */
export interface ServingProcess {
  readonly name: string;
  readonly url: string;
  /** What its requests hold beside count and seed. */
  readonly body: object;
  stop(): Promise<void>;
}

/** How often a server is asked whether it is up, in ms. */
const POLL_EVERY_MS = 100;

/** Atelier as `atelier serve` starts it, with a checkpoint of the tutorial's networks. */
export async function startAtelier(): Promise<ServingProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-serving-'));
  const redis = await startEmbeddedRedis(
    process.env.ATELIER_REDIS_SERVER ?? 'redis-server',
    join(folder, 'redis'),
    pino({ level: 'silent' }),
  );
  const checkpoint = await makeCheckpoint(redis.url, folder);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ['dist/src/cli.js', 'serve'], {
    env: {
      ...process.env,
      REDIS_URL: redis.url,
      DATA_DIR: folder,
      PORT: String(port),
      HOST: '127.0.0.1',
      // As the peers are started.
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await untilServing(child, url, { checkpoint });
  return {
    name: 'atelier',
    url,
    body: { checkpoint },
    stop: async () => {
      await end(child);
      await redis.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @returns the id of a checkpoint that a job in Redis has */
async function makeCheckpoint(redisUrl: string, folder: string): Promise<string> {
  const connection = connectRedis(redisUrl, 'background');
  await whenReady(connection);
  try {
    const jobs = new JobStore(connection);
    const id = jobs.newId();
    const script = fileURLToPath(new URL('./write-checkpoint.js', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [script, join(folder, 'store'), id]);
    const manifest = JSON.parse(stdout) as CheckpointManifest;
    const { dataset, hyperparameters } = manifest;
    const definition = { name: null, dataset, hyperparameters, metadata: {}, totalSteps: 1, from: null };
    await jobs.create({ ...definition, priority: 0 }, { id });
    // Ended, so that the worker has nothing to train.
    await jobs.commit(id, { from: ['queued'], patch: { state: 'cancelled' }, checkpoint: { manifest, keep: 1 } });
    return manifest.id;
  } finally {
    connection.disconnect();
  }
}

/** The tutorial's generator in PyTorch behind a Python server. */
export async function startPeer(name: 'fastapi' | 'litserve'): Promise<ServingProcess> {
  const port = await freePort();
  const child = spawn(pythonWith(SERVING), [peerScript('serving.py'), name, String(port)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
  const url = `http://127.0.0.1:${port}`;
  await untilServing(child, url, {});
  return {
    name,
    url,
    body: {},
    stop: async () => {
      const group = -(child.pid as number);
      await end(child, group);
      // LitServe's workers may outlive it for a while, and would take from who is measured next.
      try {
        process.kill(group, 'SIGKILL');
      } catch {
        // It had none.
      }
    },
  };
}

async function untilServing(child: ChildProcess, url: string, more: object): Promise<void> {
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...more, count: 1, seed: 0 }),
  };
  while (!(await fetch(`${url}/generate`, request).catch(() => undefined))?.ok) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended with ${child.exitCode}`);
    await sleep(POLL_EVERY_MS);
  }
}

/** @param pid the process, or its group: LitServe has several */
async function end(child: ChildProcess, pid = child.pid as number): Promise<void> {
  const exited = once(child, 'exit');
  process.kill(pid, 'SIGTERM');
  await exited;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
