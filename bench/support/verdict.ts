/** How a benchmark closes: what was measured, and whether the bar that docs/performance.md names holds. */
export interface Verdict {
  readonly ours: number;
  /** The same of what it is measured against, in the same run. */
  readonly peer: number;
  readonly unit: string;
  /** How many times better ours is: above 1 is better, whatever the unit. */
  readonly ratio: number;
  /** The least ratio that is asked for; null where it is a figure without a bar. */
  readonly bar: number | null;
  readonly holds: boolean;
}

export interface Benchmark {
  /** Options of its own, as `parseArgs` takes them. */
  readonly options?: Readonly<Record<string, { readonly type: 'string' }>>;
  run(options: Readonly<Record<string, string | undefined>>): Promise<Verdict>;
}

/** Compares rates: more is better. */
export function higherIsBetter(ours: number, peer: number, unit: string, bar: number | null): Verdict {
  return verdict({ ours, peer, unit, ratio: ours / peer, bar });
}

/** Compares durations or sizes: less is better. */
export function lowerIsBetter(ours: number, peer: number, unit: string, bar: number | null): Verdict {
  return verdict({ ours, peer, unit, ratio: peer / ours, bar });
}

function verdict(measured: Omit<Verdict, 'holds'>): Verdict {
  return { ...measured, holds: measured.bar === null || measured.ratio >= measured.bar };
}

/** Prints a figure as one line of JSON, rounded to what was measured. */
export function print(figure: { readonly bench?: string; readonly figure?: string } & Verdict): void {
  const rounded = Object.entries(figure).map(([key, value]) => [
    key,
    typeof value === 'number' ? Number(value.toPrecision(4)) : value,
  ]);
  process.stdout.write(`${JSON.stringify(Object.fromEntries(rounded))}\n`);
}

/** Prints the figures on the way, and closes with the first, which holds if all of them do. */
export function conclude(figures: Readonly<Record<string, Verdict>>): Verdict {
  for (const [figure, measured] of Object.entries(figures)) print({ figure, ...measured });
  const all = Object.values(figures);
  return { ...(all[0] as Verdict), holds: all.every(({ holds }) => holds) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

/** Progress goes to stderr: stdout holds figures alone. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
