import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckpointManifest, checkpointFolder, checkpointId } from '../../src/contracts/checkpoint.js';
import type { JobEvent, StepData } from '../../src/contracts/event.js';
import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import { isTerminal, type JobState } from '../../src/contracts/job-state.js';
import { Outbox } from '../../src/jobs/queue/outbox.js';
import { TrainingQueue } from '../../src/jobs/queue/training-queue.js';
import { JobStore } from '../../src/jobs/records/job-store.js';
import {
  type AttemptEnd,
  afterAttempt,
  afterRequest,
  type JobRequest,
  requests,
} from '../../src/jobs/records/lifecycle.js';
import { beginAttempt, endAttempt, type RunningAttempt } from '../../src/jobs/supervisor/attempt.js';
import { keys } from '../../src/redis/keys.js';
import { fc } from '../support/properties.js';
import { startRedis, type TestRedis } from '../support/redis.js';

const hyperparameters = hyperparametersSchema.parse({ numEpochs: 5, keepCheckpoints: 2 });

let server: TestRedis;
let redis: Redis;
let jobs: JobStore;
let queue: TrainingQueue;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.socket, { maxRetriesPerRequest: null });
  jobs = new JobStore(redis);
  queue = new TrainingQueue(jobs, new Outbox(redis), redis);
});
afterAll(async () => {
  await queue?.close();
  redis?.disconnect();
  await server?.remove();
});

/** An attempt as a worker has it in hand, whether or not it is the job's current one still. */
interface Held {
  readonly begun: RunningAttempt;
  step: number;
}

/** What a job must be, as the documentation has it. */
interface Model {
  state: JobState;
  attempt: number;
  entry: number;
  crashes: number;
  seq: number;
  checkpoints: number[];
}

interface Real {
  readonly id: string;
  /** Attempts of all time: a worker that was stopped may come back with any of them. */
  readonly held: Held[];
}

type Command = fc.AsyncCommand<Model, Real>;

/** Whether an attempt may still write. */
const mayWrite = (model: Model, { begun }: Held) =>
  begun.attempt.number === model.attempt && ['running', 'pausing', 'cancelling'].includes(model.state);

function move(model: Model, state: JobState): void {
  if (state === 'queued') model.entry += 1;
  model.state = state;
  model.seq += 1;
}

/** A client asks for a transition. */
class Ask implements Command {
  constructor(private readonly request: JobRequest) {}
  check = () => true;
  async run(model: Model, { id }: Real): Promise<void> {
    const next = afterRequest(this.request, model.state);
    const asked = this.request === 'extend' ? queue.extend(id, 9, 90) : queue[this.request](id);
    if (!next) {
      await expect(asked).rejects.toMatchObject({ code: 'job_state_conflict' });
      return;
    }
    if (next !== model.state) {
      move(model, next);
      if (this.request === 'retry' || this.request === 'extend') model.crashes = 0;
    } else if (this.request === 'pause' && (await jobs.hash(id)).pauseReason === 'storage') model.seq += 1;
    expect((await asked).state).toBe(next);
  }
  toString = () => `ask(${this.request})`;
}

/** A client changes the priority: a queued job gets another entry. */
class Prioritize implements Command {
  constructor(private readonly priority: number) {}
  check = (model: Readonly<Model>) => !isTerminal(model.state) && model.state !== 'cancelling';
  async run(model: Model, { id }: Real): Promise<void> {
    if (model.state === 'queued') model.entry += 1;
    expect((await queue.prioritize(id, this.priority)).priority).toBe(this.priority);
  }
  toString = () => `prioritize(${this.priority})`;
}

/** A worker takes an entry, as a queue that delivers at least once may hand it out: any entry, at any time. */
class Take implements Command {
  constructor(private readonly back: number) {}
  check = () => true;
  async run(model: Model, { id, held }: Real): Promise<void> {
    const number = Math.max(1, model.entry - this.back);
    const begun = await beginAttempt(jobs, { jobId: id, number }, 'worker');
    const lost = model.state === 'running' || model.state === 'pausing' || model.state === 'cancelling';
    if (number !== model.entry || (model.state !== 'queued' && !lost)) {
      expect(begun).toBeUndefined();
      return;
    }
    if (lost) {
      const next = afterAttempt({ kind: 'crashed', how: 'worker lost' }, model.state, model.crashes);
      if (next?.state !== 'queued') {
        expect(begun).toBeUndefined();
        move(model, next?.state as JobState);
        return;
      }
      model.crashes += 1;
    }
    model.state = 'running';
    model.attempt += 1;
    model.seq += 1;
    expect(begun?.attempt).toMatchObject({ number: model.attempt, fromStep: model.checkpoints.at(-1) ?? 0 });
    held.push({ begun: begun as RunningAttempt, step: model.checkpoints.at(-1) ?? 0 });
  }
  toString = () => `take(${this.back})`;
}

/** A trainer reports a step, and its supervisor commits it, perhaps twice: the answer was lost. */
class Step implements Command {
  constructor(
    private readonly who: number,
    private readonly resent: boolean,
  ) {}
  check = () => true;
  async run(model: Model, { id, held }: Real): Promise<void> {
    const attempt = held.at(-1 - this.who);
    if (!attempt) return;
    const commit = {
      from: ['running', 'pausing', 'cancelling'],
      by: attempt.begun.nextWrite(),
      event: { type: 'step', data: { step: attempt.step + 1 } as StepData },
    } as const;
    const first = await jobs.commit(id, commit);
    const results = [first, ...(this.resent ? [await jobs.commit(id, commit)] : [])];
    for (const result of results) expect('rejected' in result).toBe(!mayWrite(model, attempt));
    if (!mayWrite(model, attempt)) return;
    attempt.step += 1;
    model.seq += 1;
  }
  toString = () => `step(${this.who}${this.resent ? ', resent' : ''})`;
}

/** A trainer wrote a checkpoint, and its supervisor registers it. */
class Checkpoint implements Command {
  constructor(private readonly who: number) {}
  check = () => true;
  async run(model: Model, { id, held }: Real): Promise<void> {
    const attempt = held.at(-1 - this.who);
    if (!attempt || attempt.step === 0) return;
    const result = await jobs.commit(id, {
      from: ['running', 'pausing', 'cancelling'],
      by: attempt.begun.nextWrite(),
      patch: { crashes: '0' },
      checkpoint: { manifest: manifestOf(id, attempt.step), keep: hyperparameters.keepCheckpoints },
      event: {
        type: 'checkpoint',
        data: { id: checkpointId(id, attempt.step), epoch: 0, step: attempt.step, bytes: 1 },
      },
    });
    expect('rejected' in result).toBe(!mayWrite(model, attempt));
    if (!mayWrite(model, attempt)) return;
    const steps = new Set([...model.checkpoints, attempt.step]);
    model.checkpoints = [...steps].sort((a, b) => a - b).slice(-hyperparameters.keepCheckpoints);
    model.crashes = 0;
    model.seq += 1;
  }
  toString = () => `checkpoint(${this.who})`;
}

/** An attempt ends. */
class End implements Command {
  constructor(
    private readonly who: number,
    private readonly end: AttemptEnd,
  ) {}
  check = () => true;
  async run(model: Model, { held }: Real): Promise<void> {
    const attempt = held.at(-1 - this.who);
    if (!attempt) return;
    const next = await endAttempt(jobs, attempt.begun, this.end);
    if (!mayWrite(model, attempt)) {
      expect(next).toBeUndefined();
      return;
    }
    expect(next).toEqual(afterAttempt(this.end, model.state, model.crashes));
    if (this.end.kind === 'crashed') model.crashes += 1;
    move(model, next?.state as JobState);
  }
  toString = () => `end(${this.who}, ${this.end.kind})`;
}

const ends: readonly AttemptEnd[] = [
  { kind: 'finished' },
  { kind: 'stopped', why: 'worker shut down' },
  { kind: 'failed', error: { code: 'training_diverged', message: 'NaN' } },
  { kind: 'failed', error: { code: 'storage_unavailable', message: 'full' } },
  { kind: 'crashed', how: 'killed' },
];

/** Mostly the attempt begun last; sometimes one that a worker comes back with. */
const who = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
);

const commands = [
  fc.constantFrom(...(Object.keys(requests) as JobRequest[])).map((request) => new Ask(request)),
  fc.integer({ min: -100, max: 100 }).map((priority) => new Prioritize(priority)),
  who.map((back) => new Take(back)),
  fc.tuple(who, fc.boolean()).map(([attempt, resent]) => new Step(attempt, resent)),
  fc.tuple(who, fc.boolean()).map(([attempt, resent]) => new Step(attempt, resent)),
  who.map((attempt) => new Checkpoint(attempt)),
  fc.tuple(who, fc.constantFrom(...ends)).map(([attempt, end]) => new End(attempt, end)),
];

function manifestOf(job: string, step: number): CheckpointManifest {
  return {
    format: 1,
    id: checkpointId(job, step),
    job,
    dataset: 'ds_test',
    epoch: 0,
    step,
    createdAt: new Date().toISOString(),
    architecture: 'dcgan',
    hyperparameters,
    classes: null,
    optimizerSteps: { generator: step, discriminator: step },
    tuning: null,
    quality: null,
    weights: { key: `${checkpointFolder(job, step)}/0.safetensors`, bytes: 1, sha256: '0' },
  };
}

/** What must hold of a job's log, whatever happened. */
function checkLog(events: readonly JobEvent[]): void {
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  let attempt = 0;
  let ended: JobState | undefined;
  let step = 0;
  for (const event of events) {
    if (event.type === 'state') {
      const { state, fromStep } = event.data;
      // A terminal state is final but for what is asked for by hand, which queues the job.
      if (ended) expect([ended, state]).toEqual([expect.stringMatching(/failed|succeeded/), 'queued']);
      ended = isTerminal(state) ? state : undefined;
      if (state === 'running') {
        attempt += 1;
        expect(event.data.attempt).toBe(attempt);
        step = fromStep as number;
      } else if (event.data.attempt !== undefined) expect(event.data.attempt).toBe(attempt);
    } else {
      expect(ended).toBeUndefined();
      if (event.type === 'step') expect(event.data.step).toBe(++step);
    }
  }
}

describe('a job under random requests, crashes, and workers that come back', () => {
  it('is what the state machine says, and its log has no gap, no step twice, and one attempt that writes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 60, size: 'max' }), async (plan) => {
        await redis.flushall();
        const { id } = await queue.post({
          name: null,
          dataset: 'ds_test',
          hyperparameters,
          metadata: {},
          from: null,
          priority: 0,
          totalSteps: 50,
        });
        const model: Model = { state: 'queued', attempt: 0, entry: 1, crashes: 0, seq: 1, checkpoints: [] };
        await fc.asyncModelRun(() => ({ model, real: { id, held: [] } }), plan);

        const { job, lastSeq } = await jobs.getWithSeq(id);
        expect({ state: job.state, seq: lastSeq, attempts: job.attempts.length }).toEqual({
          state: model.state,
          seq: model.seq,
          attempts: model.attempt,
        });
        expect((await jobs.checkpoints(id)).map(({ step }) => step)).toEqual(model.checkpoints);
        expect(await redis.zrange(keys.waiting, 0, '-1')).toEqual(model.state === 'queued' ? [id] : []);
        expect(await redis.smembers(keys.storagePaused)).toEqual(job.pauseReason === 'storage' ? [id] : []);
        const entries = await redis.xrange(keys.events(id), '-', '+');
        checkLog(entries.map(([, fields]) => JSON.parse(fields[1] as string) as JobEvent));
      }),
      { numRuns: 300 },
    );
  });
});
