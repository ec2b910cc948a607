import { setImmediate } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { ulid } from 'ulid';
import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import { newJobHash } from '../../src/jobs/records/job-record.js';
import { JobStore } from '../../src/jobs/records/job-store.js';
import { keys } from '../../src/redis/keys.js';

/** Sent to Redis before the first answer is waited for. */
const AT_ONCE = 1_000;
/** One in so many has failed: a page of few is as full as one of many. */
const FAILED = 20;
/** Between two jobs, in ms: 1,000,000 of them are of the last 700 days. */
const EVERY_MS = 60_000;

const hyperparameters = hyperparametersSchema.parse({});
const at = '2026-01-01T00:00:00.000Z';
const step = {
  epoch: 39,
  step: 920,
  lossD: 0.2912,
  lossG: 4.7143,
  dReal: 0.8714,
  dFakeBefore: 0.1213,
  dFakeAfter: 0.0115,
};
const attempt = { number: 1, worker: 'worker-7f9c-1', fromStep: 0, startedAt: at, endedAt: at, outcome: 'succeeded' };

/**
 * Writes the records of jobs that have ended, through the service's own step for jobs that Redis has lost.
 * @param from how many there are already
 */
export async function writeEndedJobs(redis: Redis, from: number, to: number): Promise<void> {
  const jobs = new JobStore(redis);
  const begun = Date.now() - (1 + to) * EVERY_MS;
  for (let i = from; i < to; i += AT_ONCE) {
    const part = Array.from({ length: Math.min(AT_ONCE, to - i) }, (_, j) => i + j);
    await Promise.all(
      part.map((number) => {
        const id = `job_${ulid(begun + number * EVERY_MS)}`;
        return jobs.restore(id, endedRecord(id, number % FAILED === 0), { checkpoints: [], samples: [] }, 1_000);
      }),
    );
    await setImmediate();
  }
}

function endedRecord(id: string, failed: boolean): Record<string, string> {
  const definition = {
    id,
    name: 'autumn dresses',
    dataset: 'ds_01KBATELIER0000000000000000',
    hyperparameters,
    metadata: {},
    totalSteps: 920,
    from: null,
    createdAt: at,
  };
  return {
    ...newJobHash(definition, 0, 'default'),
    state: failed ? 'failed' : 'succeeded',
    turn: '1',
    attempt: '1',
    'attempt:1': JSON.stringify(attempt),
    latest: JSON.stringify({ ...step, imagesPerSecond: 84.1, etaSeconds: 0 }),
    device: JSON.stringify({ kind: 'cpu', name: 'AMD EPYC', threads: 2, replicas: 1 }),
    error: failed ? JSON.stringify({ code: 'training_diverged', message: 'lossG became NaN at step 17.' }) : '',
    epoch: '40',
    step: '920',
    startedAt: at,
    finishedAt: at,
  };
}

/** Logs the steps of a job as a trainer's supervisor does. @returns the bytes that Redis keeps of them */
export async function bytesOfSteps(redis: Redis, steps: number): Promise<number> {
  const jobs = new JobStore(redis);
  const definition = { name: null, dataset: 'ds_none', hyperparameters, metadata: {}, totalSteps: steps, from: null };
  const { id } = await jobs.create({ ...definition, priority: 0 });
  for (let i = 1; i <= steps; i++) {
    // Digits as a real loss has them.
    const noise = () => Math.fround(Math.abs(Math.sin(i)) + Math.random());
    const losses = { lossD: noise(), lossG: noise(), dReal: noise(), dFakeBefore: noise(), dFakeAfter: noise() };
    const data = { ...step, step: i, ...losses, imagesPerSecond: 84.123, etaSeconds: 512.5 };
    await jobs.commit(id, { from: ['queued'], event: { type: 'step', data } });
  }
  const bytes = Number(await redis.memory('USAGE', keys.events(id), 'SAMPLES', 0));
  await jobs.commit(id, { from: ['queued'], patch: { state: 'cancelled' } });
  await jobs.delete(id);
  return bytes;
}
