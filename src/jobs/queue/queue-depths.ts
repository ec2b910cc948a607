import type { Redis } from 'ioredis';
import { BULLMQ_PREFIX, keys, TRAINING_QUEUE } from '../../redis/keys.js';
import type { QueueDepths } from '../../telemetry/queue-metrics.js';
import { liveWorkers } from '../workers/heartbeats.js';

/**
 * Counts jobs by state, those that have ended together: only jobs that have not are looked at one by one.
 *
 * KEYS  1 all jobs   2 jobs that have not ended   3 names of workspaces beside the default one
 * ARGV  1 what the keys of jobs' hashes begin with
 * Returns state, count, state, count…, with `ended` among them.
 */
const COUNT = `
local counts = { ended = 0 }
local function count(suffix)
  local going = redis.call('SMEMBERS', KEYS[2] .. suffix)
  for _, id in ipairs(going) do
    local state = redis.call('HGET', ARGV[1] .. id, 'state')
    if state then counts[state] = (counts[state] or 0) + 1 end
  end
  counts.ended = counts.ended + redis.call('ZCARD', KEYS[1] .. suffix) - #going
end
count('')
for _, workspace in ipairs(redis.call('SMEMBERS', KEYS[3])) do count(':' .. workspace) end
local told = {}
for state, number in pairs(counts) do told[#told + 1] = state; told[#told + 1] = number end
return told
`;

/** How long the queues are, and how many jobs there are, in all workspaces. */
export async function readQueueDepths(redis: Redis): Promise<QueueDepths> {
  const [counted, waiting, active, owed, storagePaused, designs, webhooks, workers, clockSkew] = await Promise.all([
    redis.eval(COUNT, 3, keys.jobs, keys.activeJobs, keys.workspaces, keys.job('')) as Promise<(string | number)[]>,
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
