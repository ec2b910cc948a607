import type { Redis, Result } from 'ioredis';
import { BULLMQ_PREFIX, keys, TRAINING_QUEUE } from '../../redis/keys.js';
import { defineLua } from '../../redis/lua.js';
import type { QueueDepths } from '../../telemetry/queue-metrics.js';
import { liveWorkers } from '../workers/heartbeats.js';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    atelierCountJobs(...args: string[]): Result<(string | number)[], Context>;
  }
}

/** How long the queues are, and how many jobs there are, in all workspaces. */
export async function readQueueDepths(redis: Redis): Promise<QueueDepths> {
  defineLua(redis, { atelierCountJobs: { file: new URL('./lua/count-jobs.lua', import.meta.url), numberOfKeys: 3 } });
  const [counted, waiting, active, owed, storagePaused, designs, webhooks, workers, clockSkew] = await Promise.all([
    redis.atelierCountJobs(keys.jobs, keys.activeJobs, keys.workspaces, keys.job('')),
    redis.zcard(keys.waiting),
    redis.llen(`${BULLMQ_PREFIX}:${TRAINING_QUEUE}:active`),
    redis.scard(keys.outbox),
    redis.scard(keys.storagePaused),
    redis.llen(keys.generateRequests),
    redis.zcard(keys.webhookDue),
    liveWorkers(redis),
    readClockSkew(redis),
  ]);
  return {
    jobs: { ...NONE, ...Object.fromEntries(pairs(counted)) },
    queues: { waiting, active, owed, storage_paused: storagePaused, designs, webhooks },
    workers: workers.length,
    clockSkew,
  };
}

/** By how much this machine's clock is ahead of Redis's, in seconds: to half of what the answer takes. */
export async function readClockSkew(redis: Redis): Promise<number> {
  const asked = Date.now();
  const [seconds, microseconds] = await redis.time();
  const between = (asked + Date.now()) / 2;
  return between / 1_000 - (Number(seconds) + Number(microseconds) / 1e6);
}

/** A state that no job is in is told as well. */
const NONE = { queued: 0, running: 0, pausing: 0, paused: 0, cancelling: 0 };

function pairs(told: readonly (string | number)[]): [string, number][] {
  return Array.from({ length: told.length / 2 }, (_, i) => [String(told[2 * i]), Number(told[2 * i + 1])]);
}
