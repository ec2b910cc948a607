import type { z } from 'zod';

export const directions = ['lower', 'higher'] as const;
/** Which of two scores is better. */
export type Direction = (typeof directions)[number];

/**
 * A metric of how good designs are: all of it that records, the stream, the API's description and the command line need.
 * What computes it is in `src/metrics`, which may load TensorFlow.
 */
export interface Metric<Value> {
  /** Its short name in print, such as `SWD`. */
  readonly title: string;
  /** What it says, in a few words. */
  readonly meaning: string;
  /**
   * The schema of its value in events, checkpoints and `best`; optional unless checkpoints have had it from the first. A
   * value passes through Redis's JSON: finite numbers of at most 14 digits, and no empty list.
   */
  readonly field: z.ZodType<Value | undefined>;
  readonly example: Value;
  /** Which way `score` is better. */
  readonly better: Direction;
  /** The one number that checkpoints are compared by. */
  score(value: Value): number;
  /** A value in one line of print, without the title. */
  print(value: Value): string;
}

/** Rounds to `digits` decimals, which every process writes alike. */
export function rounded(value: number, digits: number): number {
  const unit = 10 ** digits;
  return Math.round(value * unit) / unit;
}
