import type { Redis } from 'ioredis';
import type { Hyperparameters } from '../../src/contracts/hyperparameters.js';
import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import type { Job } from '../../src/contracts/job.js';
import { isTerminal } from '../../src/contracts/job-state.js';
import { EventLog } from '../../src/jobs/events/event-log.js';
import { Outbox } from '../../src/jobs/queue/outbox.js';
import { TrainingQueue } from '../../src/jobs/queue/training-queue.js';
import { JobStore } from '../../src/jobs/records/job-store.js';
import { connectRedis, whenReady } from '../../src/redis/connection.js';
import { keys } from '../../src/redis/keys.js';
import { type BenchRedis, usageOf } from '../support/bench-redis.js';
import { median } from '../support/verdict.js';

/** What the draining of a queue was like; durations in ms. */
export interface Drained {
  readonly jobsPerSecond: number;
  readonly redisCommandsPerJob: number;
  readonly redisCpuMsPerJob: number;
  readonly bytesPerEndedJob: number;
  /** From a job's end to the start of the next on the same worker. */
  readonly endToNext: number;
  /** From an attempt's start to its first step; without steps, to its end. */
  readonly startToFirstStep: number;
  readonly lastStepToEnd: number | null;
}

/**
 * Posts equal jobs, and waits until the workers that are there have done them.
 * @throws Error unless every job succeeded exactly once
 */
export async function drain(
  { url, connection }: BenchRedis,
  given: { readonly dataset: string; readonly hyperparameters: Partial<Hyperparameters>; readonly count: number },
): Promise<Drained> {
  const redis = connectRedis(url, 'background');
  await whenReady(redis);
  const jobs = new JobStore(redis);
  const queue = new TrainingQueue(jobs, new Outbox(redis), redis);
  const hyperparameters = hyperparametersSchema.parse(given.hyperparameters);
  const definition = { name: null, dataset: given.dataset, hyperparameters, metadata: {}, totalSteps: 1, from: null };
  const { listening, ended } = listenForEnds(url, given.count);
  await listening;
  const before = await usageOf(connection);
  const ids: string[] = [];
  for (let i = 0; i < given.count; i++) ids.push((await queue.post({ ...definition, priority: 0 })).id);
  await ended;
  const after = await usageOf(connection);
  const runs = await Promise.all(ids.map((id) => runOf(redis, jobs, id)));
  const bytes = await bytesOf(connection, ids);
  redis.disconnect();

  const lastSteps = runs.flatMap(({ end, steps }) => (steps.length > 0 ? [end - (steps.at(-1) as number)] : []));
  const seconds = (Math.max(...runs.map(({ end }) => end)) - Math.min(...runs.map(({ start }) => start))) / 1_000;
  return {
    jobsPerSecond: given.count / seconds,
    redisCommandsPerJob: (after.commands - before.commands) / given.count,
    redisCpuMsPerJob: (1_000 * (after.cpuSeconds - before.cpuSeconds)) / given.count,
    bytesPerEndedJob: bytes / given.count,
    endToNext: median(gaps(runs)),
    startToFirstStep: median(runs.map(({ start, steps, end }) => (steps[0] ?? end) - start)),
    lastStepToEnd: lastSteps.length > 0 ? median(lastSteps) : null,
  };
}

/** Listens from when the first promise has resolved; the second resolves when so many jobs have ended. */
function listenForEnds(url: string, count: number): { listening: Promise<unknown>; ended: Promise<void> } {
  const listener = connectRedis(url, 'background');
  const channels = new Set<string>();
  const ended = new Promise<void>((resolve) => {
    listener.on('pmessage', (_pattern, channel: string, event: string) => {
      const { type, data } = JSON.parse(event) as { type: string; data: { state: Job['state'] } };
      if (type === 'state' && isTerminal(data.state)) channels.add(channel);
      if (channels.size === count) resolve();
    });
  });
  void ended.then(() => listener.disconnect());
  return { listening: listener.psubscribe(keys.live('*')), ended };
}

interface Run {
  readonly worker: string;
  /** Moments in ms since 1970. */
  readonly start: number;
  readonly steps: readonly number[];
  readonly end: number;
}

async function runOf(redis: Redis, jobs: JobStore, id: string): Promise<Run> {
  const { state, attempts, finishedAt, error } = await jobs.get(id);
  const [attempt, ...more] = attempts;
  const events = (await new EventLog(redis).range(id)).map(({ json }) => JSON.parse(json));
  const states = events.filter(({ type }) => type === 'state').map(({ data }) => data.state);
  if (!attempt || more.length > 0 || states.join() !== 'queued,running,succeeded') {
    throw new Error(`${id} is ${state} after ${attempts.length} attempts (${states.join()}) ${error?.message ?? ''}`);
  }
  const steps = events.filter(({ type }) => type === 'step');
  if (steps.some(({ data }, i) => data.step !== i + 1)) throw new Error(`${id} has not done every step once`);
  return {
    worker: attempt.worker,
    start: Date.parse(attempt.startedAt),
    steps: steps.map(({ at }) => Date.parse(at)),
    end: Date.parse(finishedAt as string),
  };
}

function gaps(runs: readonly Run[]): number[] {
  const workers = [...new Set(runs.map(({ worker }) => worker))];
  return workers.flatMap((name) => {
    const theirs = runs.filter(({ worker }) => worker === name).toSorted((a, b) => a.start - b.start);
    return theirs.slice(1).map(({ start }, i) => start - (theirs[i] as Run).end);
  });
}

/** What Redis keeps of jobs by their own keys. */
async function bytesOf(redis: Redis, ids: readonly string[]): Promise<number> {
  const theirs = ids.flatMap((id) => [keys.job(id), keys.events(id), keys.checkpoints(id), keys.samples(id)]);
  const sizes = await Promise.all(theirs.map((key) => redis.memory('USAGE', key)));
  return sizes.reduce((sum: number, bytes) => sum + Number(bytes ?? 0), 0);
}
