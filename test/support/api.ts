import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { readConfig } from '../../src/config.js';
import type { EventBody } from '../../src/contracts/event.js';
import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import { JobStore } from '../../src/jobs/records/job-store.js';
import { createLogger } from '../../src/logger.js';
import { connectRedis, whenReady } from '../../src/redis/connection.js';
import { type EmbeddedRedis, startEmbeddedRedis } from '../../src/redis/embedded-redis.js';
import { type RunningServer, startServer } from '../../src/server.js';
import { DiskStore } from '../../src/storage/disk-store.js';

/** An API on a Redis of its own, without a worker: the test writes the events that a trainer would report. */
export interface Api {
  readonly url: string;
  /** The same for WebSockets. */
  readonly webSocketUrl: string;
  readonly jobs: JobStore;
  readonly store: DiskStore;
  readonly server: RunningServer;
  readonly startRedis: () => Promise<EmbeddedRedis>;
  readonly redis: EmbeddedRedis;
  /** Resolves when the API logs a message from now on. */
  logs(message: string): Promise<void>;
  /** Starts another server on the same Redis and store. */
  another(environment?: Readonly<Record<string, string>>): Promise<RunningServer>;
  /** Resolves when something holds that Redis tells, which is asked again after each answer. */
  until(holds: () => Promise<boolean>): Promise<void>;
  /** All that was logged. */
  log(): string;
  remove(): Promise<void>;
}

/** @param environment variables over those that a test has anyway */
export async function startApi(environment: Readonly<Record<string, string>> = {}): Promise<Api> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-api-'));
  const lines = new Lines();
  const logger = createLogger('info', lines);
  const configWith = (more: Readonly<Record<string, string>>) =>
    readConfig({ ...process.env, DATA_DIR: folder, HOST: '127.0.0.1', PORT: '0', REDIS_URL: '', ...more });
  const config = configWith(environment);
  const started: EmbeddedRedis[] = [];
  const startRedis = async () => {
    const redis = await startEmbeddedRedis(config.ATELIER_REDIS_SERVER, join(folder, 'redis'), logger);
    started.push(redis);
    return redis;
  };
  const redis = await startRedis();
  const server = await startServer(config, redis.url, logger);
  const connection = connectRedis(redis.url, 'background');
  await whenReady(connection);
  return {
    url: server.url,
    webSocketUrl: server.url.replace('http', 'ws'),
    jobs: new JobStore(connection),
    store: new DiskStore(join(folder, 'store')),
    server,
    redis,
    startRedis,
    logs: (message) => lines.until(message),
    another: (more = {}) => startServer(configWith(more), redis.url, logger),
    until: async (holds) => {
      while (!(await holds()));
    },
    log: () => lines.text,
    remove: async () => {
      await server.close();
      connection.disconnect();
      // One that a test has stopped and started again counts once more as in use.
      for (const each of started) await each.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A job whose first attempt has begun. */
export async function runningJob(jobs: JobStore, totalSteps = 1_000_000, dataset = 'ds_test'): Promise<string> {
  const hyperparameters = hyperparametersSchema.parse({ ngf: 4, ndf: 4, imageSize: 32 });
  const definition = { name: null, dataset, hyperparameters, metadata: {}, totalSteps, from: null };
  const { id } = await jobs.create({ ...definition, priority: 0 });
  await jobs.commit(id, {
    from: ['queued'],
    patch: { state: 'running', attempt: '1' },
    event: { type: 'state', data: { state: 'running', attempt: 1, fromStep: 0 } },
  });
  return id;
}

/** What a trainer reports of a step, with losses that differ from step to step. */
export function stepEvent(step: number): EventBody & { type: 'step' } {
  const [wave, other] = [Math.sin(step) / 3, Math.cos(1.7 * step) / 2];
  const data = {
    epoch: Math.floor(step / 1000),
    step,
    lossD: 0.7 + wave,
    lossG: 2.1 + other,
    dReal: 0.6 + wave,
    dFakeBefore: 0.3 - wave / 2,
    dFakeAfter: 0.2 - wave / 3,
    imagesPerSecond: 80.123,
    etaSeconds: 1234.5,
  };
  return { type: 'step', data };
}

/** Logs an event as the trainer's supervisor does. @returns its number */
export async function logEvent(jobs: JobStore, id: string, event: EventBody): Promise<number> {
  const patch = event.type === 'step' ? { step: String(event.data.step), latest: JSON.stringify(event.data) } : {};
  const result = await jobs.commit(id, { from: ['running'], patch, event });
  if ('rejected' in result) throw new Error(`the event was refused: ${result.rejected}`);
  return result.seq;
}

/** Logs the steps from one to another, as fast as Redis takes them. @returns the number of the last event */
export async function logSteps(jobs: JobStore, id: string, from: number, to: number): Promise<number> {
  const seqs = await Promise.all(
    Array.from({ length: to - from + 1 }, (_, i) => logEvent(jobs, id, stepEvent(from + i))),
  );
  return seqs.at(-1) as number;
}

/** Ends a job in state `succeeded`. */
export async function endJob(jobs: JobStore, id: string): Promise<number> {
  const result = await jobs.commit(id, {
    from: ['running'],
    patch: { state: 'succeeded' },
    event: { type: 'state', data: { state: 'succeeded', attempt: 1 } },
  });
  if ('rejected' in result) throw new Error(`the end was refused: ${result.rejected}`);
  return result.seq;
}

/** A log that is listened to. */
class Lines extends Writable {
  readonly #waiting = new Map<string, (() => void)[]>();
  text = '';

  until(message: string): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.set(message, [...(this.#waiting.get(message) ?? []), resolve]);
    });
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    for (const line of chunk.toString().trim().split('\n')) {
      const { msg } = JSON.parse(line) as { msg?: string };
      for (const resolve of this.#waiting.get(msg ?? '') ?? []) resolve();
      this.#waiting.delete(msg ?? '');
    }
    done();
  }
}
