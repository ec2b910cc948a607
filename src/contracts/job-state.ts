import { z } from 'zod';

/**
 * ```
 *             ┌────────── resume ──────────┐
 *             ▼                            │
 *  queued ─► running ─► pausing ─► paused ─┘
 *    │         │  │         (a checkpoint is written first)
 *    │         │  └─► succeeded
 *    │         ├────► failed
 *    └─────────┴─► cancelling ─► cancelled
 *  running ─► queued   on a crash or a shutdown: the next attempt goes on from the last checkpoint
 * ```
 *
 * `src/jobs/records/lifecycle.ts` has every transition.
 */
export const jobStates = [
  'queued',
  'running',
  'pausing',
  'paused',
  'cancelling',
  'cancelled',
  'succeeded',
  'failed',
] as const;
export const jobStateSchema = z.enum(jobStates).meta({
  id: 'JobState',
  description: '`cancelled`, `succeeded` and `failed` are ends: nothing happens by itself any more.',
  examples: ['running'],
});
export type JobState = (typeof jobStates)[number];

/** States in which nothing happens by itself any more; only `retry` and `extend` lead out of one. */
export const terminalStates = ['cancelled', 'succeeded', 'failed'] as const satisfies readonly JobState[];

export function isTerminal(state: JobState): boolean {
  return (terminalStates as readonly JobState[]).includes(state);
}

/** Why a job is paused: it was asked for, or the store could not be written. */
export const pauseReasonSchema = z.enum(['request', 'storage']).meta({
  description: '`request`: somebody asked. `storage`: the store could not be written.',
  examples: ['request'],
});
export type PauseReason = z.infer<typeof pauseReasonSchema>;
