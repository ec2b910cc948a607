/** The state machine of jobs: which transition there is from which state, and nothing of how it is written down. */
import type { JobState, PauseReason } from '../../contracts/job-state.js';
import type { ErrorSummary } from '../../errors.js';

/** Crashes in a row, without a checkpoint in between, after which a job fails for good. */
export const MAX_CRASHES = 3;

/**
 * What clients may ask of a job: from each state, the state that follows. Where it is the same, the job does already
 * what is asked; states that are left out refuse.
 */
export const requests = {
  cancel: {
    queued: 'cancelled',
    paused: 'cancelled',
    running: 'cancelling',
    pausing: 'cancelling',
    cancelling: 'cancelling',
  },
  pause: { queued: 'paused', running: 'pausing', pausing: 'pausing', paused: 'paused' },
  resume: { paused: 'queued', queued: 'queued', running: 'running' },
  retry: { failed: 'queued' },
  extend: { succeeded: 'queued' },
} as const satisfies Record<string, Partial<Record<JobState, JobState>>>;

export type JobRequest = keyof typeof requests;

/** The state after a request, or undefined where it is refused. */
export function afterRequest(request: JobRequest, state: JobState): JobState | undefined {
  return (requests[request] as Partial<Record<JobState, JobState>>)[state];
}

/** How an attempt ended. */
export type AttemptEnd =
  | { readonly kind: 'finished' }
  /** Stopped on request, with a checkpoint; why, in words for the record. */
  | { readonly kind: 'stopped'; readonly why: string }
  | { readonly kind: 'failed'; readonly error: ErrorSummary }
  | { readonly kind: 'crashed'; readonly how: string };

/** What becomes of a job. */
export interface Next {
  readonly state: JobState;
  readonly reason?: string;
  readonly pauseReason?: PauseReason;
  readonly error?: ErrorSummary;
}

/**
 * What becomes of a job when its attempt ends.
 * @param crashes crashes in a row before this end
 * @returns undefined if the job is in no state that an attempt can end
 */
export function afterAttempt(end: AttemptEnd, state: JobState, crashes: number): Next | undefined {
  // Who cancels wants no result, however far the attempt came.
  if (state === 'cancelling') return { state: 'cancelled' };
  if (state !== 'running' && state !== 'pausing') return undefined;
  switch (end.kind) {
    case 'finished':
      return { state: 'succeeded' };
    case 'failed':
      if (end.error.code !== 'storage_unavailable') return { state: 'failed', error: end.error };
      return state === 'pausing'
        ? { state: 'paused', pauseReason: 'request', reason: end.error.message }
        : { state: 'paused', pauseReason: 'storage', reason: end.error.message };
    case 'stopped':
      return state === 'pausing' ? { state: 'paused', pauseReason: 'request' } : { state: 'queued', reason: end.why };
    case 'crashed':
      return afterCrash(end.how, state, crashes);
  }
}

function afterCrash(how: string, state: 'running' | 'pausing', crashes: number): Next {
  if (state === 'pausing') return { state: 'paused', pauseReason: 'request', reason: `crashed: ${how}` };
  if (crashes + 1 < MAX_CRASHES) return { state: 'queued', reason: `crashed: ${how}` };
  return {
    state: 'failed',
    error: {
      code: 'attempts_exhausted',
      message: `The job crashed ${crashes + 1} times without a checkpoint in between; the last: ${how}.`,
    },
  };
}
