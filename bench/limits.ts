/**
 * `npm run bench -- limits [--jobs 1000000] [--workers 1000]`: what very many records cost Redis and those who read them, and
 * what very many workers do at Redis while there is nothing to do. The bars: pages of jobs take no longer for being of many.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { hyperparametersSchema } from '../src/contracts/hyperparameters.js';
import type { JobState } from '../src/contracts/job-state.js';
import { Outbox } from '../src/jobs/queue/outbox.js';
import { TrainingQueue } from '../src/jobs/queue/training-queue.js';
import { JobStore } from '../src/jobs/records/job-store.js';
import { dumpRedis } from '../src/maintenance/redis-dump.js';
import { connectRedis, whenReady } from '../src/redis/connection.js';
import { keys } from '../src/redis/keys.js';
import { bytesOfSteps, writeEndedJobs } from './limits/records.js';
import { type BenchRedis, startBenchRedis, usageOf } from './support/bench-redis.js';
import { Child } from './support/child.js';
import { conclude, lowerIsBetter, median, say, type Verdict } from './support/verdict.js';

/** Records that the pages of all are compared with those of. */
const FEW = 1_000;
const PAGE = 50;
const ROUNDS = 31;
/** Pages of many may take twice as long: Redis finds their beginning in a tree. */
const BAR = 0.5;
/** How long idle workers are watched, in ms, when all have started. */
const WATCHED_MS = 20_000;
const POSTED = 50;
/** Steps whose events are weighed: those of a long job that stay in Redis. */
const STEPS = 4_096;
/** Records whose dump in one step is timed; it grows with their number. */
const DUMPED = 50_000;

export const options = { jobs: { type: 'string' }, workers: { type: 'string' } } as const;

export async function run({
  jobs = '1000000',
  workers = '1000',
}: {
  jobs?: string;
  workers?: string;
}): Promise<Verdict> {
  const redis = await startBenchRedis('limits');
  try {
    await workersAtRest(redis, Number(workers));
    return await manyRecords(redis, Number(jobs));
  } finally {
    await redis.remove();
  }
}

async function workersAtRest({ url, folder, connection }: BenchRedis, count: number): Promise<void> {
  const before = await usageOf(connection);
  const child = new Child<never, { readonly type: 'started' }>('limits/workers.js', [url, folder, String(count)]);
  try {
    await child.next('started');
    await sleep(WATCHED_MS / 4);
    const from = await usageOf(connection);
    await sleep(WATCHED_MS);
    const to = await usageOf(connection);
    const seconds = WATCHED_MS / 1_000;
    tell(`${count} workers at rest`, {
      connections: to.connections - before.connections,
      commandsPerSecond: (to.commands - from.commands) / seconds,
      redisCores: (to.cpuSeconds - from.cpuSeconds) / seconds,
      bytesPerWorker: (to.bytes - before.bytes) / count,
      wordToAllMs: await milliseconds(() => connection.publish(keys.control, 'job_none')),
      listOfWorkersMs: await milliseconds(() => connection.zrange(keys.workers, 0, '-1')),
      postedToRunningMs: await postedToRunning(url),
    });
  } finally {
    await child.end();
    await connection.flushall();
  }
}

/** How long a job waits for one of many idle workers. */
async function postedToRunning(url: string): Promise<number> {
  const redis = connectRedis(url, 'background');
  await whenReady(redis);
  const jobs = new JobStore(redis);
  const queue = new TrainingQueue(jobs, new Outbox(redis), redis);
  const waited: number[] = [];
  for (let i = 0; i < POSTED; i++) {
    const hyperparameters = hyperparametersSchema.parse({});
    const definition = { name: null, dataset: 'ds_none', hyperparameters, metadata: {}, totalSteps: 1, from: null };
    const { id } = await queue.post({ ...definition, priority: 0 });
    for (;;) {
      const { state, createdAt, startedAt } = await jobs.get(id);
      if (startedAt) waited.push(Date.parse(startedAt) - Date.parse(createdAt));
      if (state === 'succeeded') break;
    }
  }
  redis.disconnect();
  return median(waited);
}

async function manyRecords({ url, connection }: BenchRedis, count: number): Promise<Verdict> {
  const writer = connectRedis(url, 'background');
  const reader = connectRedis(url, 'request');
  await Promise.all([writer, reader].map(whenReady));
  const jobs = new JobStore(reader);
  const empty = await usageOf(connection);
  const write = async (from: number, to: number) => {
    const begun = performance.now();
    await writeEndedJobs(writer, from, to);
    return (to - from) / ((performance.now() - begun) / 1_000);
  };
  await write(0, FEW);
  const few = await pages(jobs);
  await write(FEW, DUMPED);
  const dumpMs = await once(() => dumpRedis(writer));
  tell(`all that Redis has of ${DUMPED} jobs in one step, as for a backup`, { ms: dumpMs });
  const recordsPerSecond = await write(DUMPED, count);
  const full = await usageOf(connection);
  tell(`${count} records of jobs that have ended`, {
    bytesPerJob: (full.bytes - empty.bytes) / count,
    gigabytes: (full.bytes - empty.bytes) / 1e9,
    writtenPerSecond: recordsPerSecond,
  });
  await untilAtRest(connection);
  const many = await pages(jobs);
  tell('the events of a job', { bytesPerStep: (await bytesOfSteps(writer, STEPS)) / STEPS });
  tell('reading every record, as `atelier gc` does', { recordsPerSecond: await readAll(jobs, count) });
  writer.disconnect();
  reader.disconnect();
  const figures = Object.keys(many).map((name) => [
    name,
    lowerIsBetter(many[name] as number, few[name] as number, 'ms', BAR),
  ]);
  return conclude(Object.fromEntries(figures) as Record<string, Verdict>);
}

/** Redis writes its append-only file anew when that has doubled: another process then, and every page that it touches copied. */
async function untilAtRest(redis: Redis): Promise<void> {
  while (!/aof_rewrite_in_progress:0\r\naof_rewrite_scheduled:0/.test(await redis.info('persistence')))
    await sleep(1_000);
}

/** How long pages of jobs take, in ms. */
async function pages(jobs: JobStore): Promise<Record<string, number>> {
  const page = (state?: JobState) => milliseconds(() => jobs.list({ limit: PAGE, state }));
  return {
    'GET /jobs': await page(),
    'GET /jobs?state=succeeded': await page('succeeded'),
    'GET /jobs?state=failed': await page('failed'),
    'GET /jobs?state=running': await page('running'),
  };
}

/** @returns records read in a second */
async function readAll(jobs: JobStore, count: number): Promise<number> {
  const begun = performance.now();
  let read = 0;
  let after: string | undefined;
  // A tenth says how fast it is.
  while (read < count / 10) {
    const { items, nextCursor } = await jobs.list({ limit: 200, after });
    read += items.length;
    after = nextCursor ?? undefined;
  }
  return read / ((performance.now() - begun) / 1_000);
}

/** The median of many, in ms. */
async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let i = 0; i < ROUNDS; i++) taken.push(await once(work));
  return median(taken);
}

async function once(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function tell(what: string, figures: Readonly<Record<string, number>>): void {
  const rounded = Object.entries(figures).map(([name, value]) => [name, Number(value.toPrecision(4))]);
  process.stdout.write(`${JSON.stringify({ what, ...Object.fromEntries(rounded) })}\n`);
  say(what);
}
