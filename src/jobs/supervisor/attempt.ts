import { randomUUID } from 'node:crypto';
import type { EventBody } from '../../contracts/event.js';
import type { Attempt, Job } from '../../contracts/job.js';
import type { JobState } from '../../contracts/job-state.js';
import type { TraceParent } from '../../telemetry/tracing.js';
import type { QueueEntry } from '../queue/queue-entry.js';
import { attemptField, attemptsOf, endOfAttempt, type JobHash, type JobPatch, moveTo } from '../records/job-record.js';
import type { Commit, JobStore } from '../records/job-store.js';
import { type AttemptEnd, afterAttempt, type Next } from '../records/lifecycle.js';

const WORKER_LOST = 'worker lost';

/** An attempt that is running: the job to run, and the numbers of its writes. */
export interface RunningAttempt {
  readonly job: Job;
  readonly attempt: Attempt;
  /** The place in a trace of who queued it; undefined if that was not traced. */
  readonly trace: TraceParent | undefined;
  /** Whether it was queued until now, and not with a worker that was lost. */
  readonly wasQueued: boolean;
  /** What a commit of this attempt carries; every call is another write. */
  nextWrite(): NonNullable<Commit['by']>;
}

/**
 * Begins the next attempt of the job that an entry stands for. A job that is found running has lost its worker, which
 * ends that attempt as a crash does.
 * @returns undefined if the entry is stale, or the job is in no state to run
 * @throws AtelierError `job_not_found`
 */
export async function beginAttempt(
  jobs: JobStore,
  { jobId, number: entry }: QueueEntry,
  worker: string,
): Promise<RunningAttempt | undefined> {
  const hash = await jobs.hash(jobId);
  if (hash.turn !== String(entry)) return undefined;
  const unchanged = { turn: String(entry), attempt: hash.attempt as string };
  const state = hash.state as JobState;
  const crashes = Number(hash.crashes ?? 0);
  let lost: Attempt | undefined;
  if (state !== 'queued') {
    const next = afterAttempt({ kind: 'crashed', how: WORKER_LOST }, state, crashes);
    lost = attemptsOf(hash).at(-1);
    if (!next || !lost) return undefined;
    if (next.state !== 'queued') {
      await jobs.commit(jobId, {
        from: [state],
        expect: unchanged,
        patch: { ...endOfAttempt(lost, WORKER_LOST), ...moveTo(next) },
        event: stateEvent(next, lost.number),
      });
      return undefined;
    }
  }

  const number = Number(hash.attempt) + 1;
  const fromStep = (await jobs.checkpoints(jobId)).at(-1)?.step ?? 0;
  const startedAt = new Date().toISOString();
  const attempt: Attempt = { number, worker, fromStep, startedAt, endedAt: null, outcome: null };
  const holder = randomUUID();
  const committed = await jobs.commit(jobId, {
    from: [state],
    expect: unchanged,
    patch: {
      ...(lost ? { ...endOfAttempt(lost, WORKER_LOST), crashes: String(crashes + 1) } : {}),
      ...startOf(attempt, hash),
      holder,
    },
    event: { type: 'state', data: { state: 'running', attempt: number, fromStep } },
  });
  // A commit that is sent again after the connection broke finds its own work.
  if ('rejected' in committed && (await jobs.hash(jobId)).holder !== holder) return undefined;
  let writes = 0;
  return {
    job: await jobs.get(jobId),
    attempt,
    trace: hash.trace,
    wasQueued: state === 'queued',
    nextWrite: () => ({ attempt: number, write: ++writes }),
  };
}

function startOf(attempt: Attempt, hash: JobHash): JobPatch {
  return {
    state: 'running',
    attempt: String(attempt.number),
    writes: '0',
    startedAt: hash.startedAt || attempt.startedAt,
    [attemptField(attempt.number)]: JSON.stringify(attempt),
  };
}

/**
 * Moves a job on when its attempt has ended. What it becomes depends on its state, which may change meanwhile: each
 * state that is found is tried.
 * @returns what became of it, or undefined if the job has gone on without this attempt
 * @throws AtelierError `job_not_found`
 */
export async function endAttempt(
  jobs: JobStore,
  { job, attempt, nextWrite }: RunningAttempt,
  end: AttemptEnd,
): Promise<Next | undefined> {
  let state: JobState = 'running';
  for (;;) {
    const crashes = Number((await jobs.hash(job.id)).crashes ?? 0);
    const next = afterAttempt(end, state, crashes);
    if (!next) return undefined;
    const result = await jobs.commit(job.id, {
      from: [state],
      by: nextWrite(),
      patch: {
        ...endOfAttempt(attempt, next.reason ?? next.state),
        ...moveTo(next),
        ...(end.kind === 'crashed' ? { crashes: String(crashes + 1) } : {}),
        ...(next.state === 'succeeded' ? { epoch: String(job.hyperparameters.numEpochs) } : {}),
      },
      event: stateEvent(next, attempt.number),
    });
    if (!('rejected' in result)) return next;
    if (result.rejected === 'stale') return undefined;
    state = result.state;
  }
}

function stateEvent({ state, reason, pauseReason, error }: Next, attempt: number): EventBody {
  return {
    type: 'state',
    data: {
      state,
      attempt,
      ...(pauseReason ? { pauseReason } : {}),
      ...(reason ? { reason } : {}),
      ...(error ? { error } : {}),
    },
  };
}
