/**
 * `npm run bench -- scale [--jobs 200] [--workers 4]`: workers that drain a queue of tiny jobs, each of which must succeed
 * exactly once. With trainers that train nothing, it is what the queue and a process cost; with real ones, it is compared with
 * the same trainers started by hand, as many at a time as there are workers.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { socketFolder, socketsIn } from '../src/jobs/designs/sampler-socket.js';
import { liveWorkers } from '../src/jobs/workers/heartbeats.js';
import { type Drained, drain } from './scale/drain.js';
import { type BenchRedis, startBenchRedis, usageOf } from './support/bench-redis.js';
import { type BenchDataset, benchDataset } from './support/dataset.js';
import { TrainerProcess } from './support/trainer-process.js';
import { higherIsBetter, say, type Verdict } from './support/verdict.js';

const IMAGES = 8;
/** Two steps, a checkpoint and a sample grid. */
const TINY = { imageSize: 32, batchSize: 4, ngf: 4, ndf: 4, nz: 8, numEpochs: 1 } as const;
/** Of those by hand so many are enough. */
const BY_HAND = 40;
/** What a queue may cost of the jobs in a second that trainers alone do. */
const BAR = 0.9;
const POLL_EVERY_MS = 100;
/** Workers at rest are watched for so long, in ms. */
const REST_MS = 5_000;

export const options = { jobs: { type: 'string' }, workers: { type: 'string' } } as const;

export async function run({ jobs = '200', workers = '4' }: { jobs?: string; workers?: string }): Promise<Verdict> {
  const data = await benchDataset(undefined, IMAGES);
  const given = { dataset: data.dataset.id, hyperparameters: TINY, count: Number(jobs) };
  const folder = dirname(data.folders.store);
  try {
    await withWorkers(Number(workers), folder, 'instant', async (redis) => {
      tell(`${jobs} jobs without training`, await drain(redis, given));
    });
    say('the same trainers by hand');
    const byHand = await jobsPerSecondByHand(data, Number(workers));
    return await withWorkers(Number(workers), folder, 'real', async (redis) => {
      const drained = await drain(redis, given);
      tell(`${jobs} jobs`, drained);
      return higherIsBetter(drained.jobsPerSecond, byHand, 'jobs/s', BAR);
    });
  } finally {
    await data.remove();
  }
}

/** Has workers on a Redis of their own while something is measured. */
async function withWorkers<T>(
  count: number,
  folder: string,
  kind: 'instant' | 'real',
  measure: (redis: BenchRedis) => Promise<T>,
): Promise<T> {
  const redis = await startBenchRedis('scale');
  const workers = Array.from({ length: count }, (_, i) => startWorker(kind, redis.url, folder, `bench${i}`));
  try {
    while ((await liveWorkers(redis.connection)).length < count) await sleep(POLL_EVERY_MS);
    // Samplers load TensorFlow, which is not to be measured.
    while (kind === 'real' && (await socketsIn(socketFolder(folder))).length < count) await sleep(POLL_EVERY_MS);
    const from = await usageOf(redis.connection);
    await sleep(REST_MS);
    const to = await usageOf(redis.connection);
    tell(`${count} workers at rest`, { commandsPerSecond: (to.commands - from.commands) / (REST_MS / 1_000) });
    return await measure(redis);
  } finally {
    await Promise.all(workers.map(end));
    await redis.remove();
  }
}

function startWorker(kind: 'instant' | 'real', redisUrl: string, folder: string, name: string): ChildProcess {
  const [file, args] =
    kind === 'real' ? ['../src/cli.js', ['worker']] : ['./scale/worker.js', [redisUrl, folder, name]];
  return spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), ...args], {
    env: { ...process.env, REDIS_URL: redisUrl, DATA_DIR: folder, WORKER_NAME: name, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

async function end(worker: ChildProcess): Promise<void> {
  const exited = once(worker, 'exit');
  worker.kill('SIGTERM');
  await exited;
}

async function jobsPerSecondByHand(data: BenchDataset, atOnce: number): Promise<number> {
  const begun = performance.now();
  let started = 0;
  const hand = async () => {
    while (started++ < BY_HAND) {
      const trainer = await TrainerProcess.start(data, TINY);
      while (await trainer.nextStep());
    }
  };
  await Promise.all(Array.from({ length: atOnce }, hand));
  return BY_HAND / ((performance.now() - begun) / 1_000);
}

function tell(what: string, figures: Drained | Readonly<Record<string, number>>): void {
  const rounded = Object.entries(figures).map(([name, value]) => [
    name,
    typeof value === 'number' ? Number(value.toPrecision(3)) : value,
  ]);
  process.stdout.write(`${JSON.stringify({ what, ...Object.fromEntries(rounded) })}\n`);
}
