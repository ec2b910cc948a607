import type { AttemptResult } from './sender.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Time from each failed attempt to the next, in ms. After the last there is none. */
export type Schedule = readonly number[];

/** What Standard Webhooks proposes: ten attempts in a little more than three days. */
export const standardSchedule: Schedule = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** A receiver may ask for more time, but not put a message off for ever. */
const LONGEST_WAIT_MS = 24 * HOUR;
/** Messages that failed at one moment are not all tried again at one moment. */
const JITTER = 0.1;

/** The receiver wants no more messages. */
const GONE = 410;

/** What follows from an attempt. */
export interface Next {
  readonly outcome: 'delivered' | 'again' | 'given_up' | 'gone';
  /** Time until it is tried again, in ms. */
  readonly inMs: number;
  /** Why it is given up. */
  readonly note: string;
}

/**
 * @param tries attempts before this one, since the message was last asked for
 * @param random from 0 to below 1
 */
export function afterAttempt(
  { status, error, retryAfterMs }: Pick<AttemptResult, 'status' | 'error' | 'retryAfterMs'>,
  schedule: Schedule,
  tries: number,
  random = Math.random(),
): Next {
  if (error === null) return { outcome: 'delivered', inMs: 0, note: '' };
  if (status === GONE) return { outcome: 'gone', inMs: 0, note: 'its receiver answered 410' };
  const wait = schedule[tries];
  if (wait === undefined) return { outcome: 'given_up', inMs: 0, note: `given up after attempt ${tries + 1}` };
  const inMs = Math.max(Math.round(wait * (1 + JITTER * random)), Math.min(retryAfterMs, LONGEST_WAIT_MS));
  return { outcome: 'again', inMs, note: '' };
}
