import { z } from 'zod';

/**
 * ```
 *  queued ─► running ─► succeeded
 *    │         ├──────► failed
 *    │         └─► cancelling ─► cancelled
 *    └────────────────────────►
 *  running ─► queued   on a crash or a shutdown: the next attempt goes on from the last checkpoint
 * ```
 */
export const jobStates = ['queued', 'running', 'cancelling', 'cancelled', 'succeeded', 'failed'] as const;
export const jobStateSchema = z.enum(jobStates).meta({ id: 'JobState' });
export type JobState = (typeof jobStates)[number];

/** States that never change again. */
export const terminalStates = ['cancelled', 'succeeded', 'failed'] as const satisfies readonly JobState[];

export function isTerminal(state: JobState): boolean {
  return (terminalStates as readonly JobState[]).includes(state);
}
