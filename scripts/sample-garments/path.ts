/**
 * One step of an outline: a line, a quadratic or a cubic curve, as in SVG, end point last.
 * Coordinates are viewBox units (the frame is 100 × 100); x counts from the centre line x = 50,
 * so that one list of steps serves both sides of a garment.
 */
export type Step =
  | readonly [x: number, y: number]
  | readonly [cx: number, cy: number, x: number, y: number]
  | readonly [c1x: number, c1y: number, c2x: number, c2y: number, x: number, y: number];

/** The wearer's left (drawn on the right) or right: the sign of x. */
export type Side = 1 | -1;
export const sides: readonly Side[] = [1, -1];

const letters = { 2: 'L', 4: 'Q', 6: 'C' } as const;
const tidy = (value: number) => Math.round(value * 100) / 100;

function write(step: Step, side: Side, letter: string): string {
  return letter + step.map((value, i) => tidy(i % 2 === 0 ? 50 + side * value : value)).join(' ');
}

/** An open path through the steps, the first of which is a point. */
export function openPath(steps: readonly Step[], side: Side = 1): string {
  return steps.map((step, i) => write(step, side, i === 0 ? 'M' : letters[step.length])).join('');
}

/** A closed path round the steps, the first of which is a point. */
export function closedPath(steps: readonly Step[], side: Side = 1): string {
  return `${openPath(steps, side)}Z`;
}

/** The closed path whose right half is given, from the top of the centre line to its bottom. */
export function mirroredPath(half: readonly Step[]): string {
  // Walking back, a step ends where the one before it ended, and its control points swap.
  const back = half.slice(1).map((step, i) => {
    const [x, y] = endOf(half[i] ?? step);
    return step.length === 2
      ? ([x, y] as const)
      : step.length === 4
        ? ([step[0], step[1], x, y] as const)
        : ([step[2], step[3], step[0], step[1], x, y] as const);
  });
  return `${openPath(half)}${back
    .reverse()
    .map((step) => write(step, -1, letters[step.length]))
    .join('')}Z`;
}

/** The point at `t` (0–1) of the quadratic curve from `from` through a step of four numbers. */
export function pointOnCurve(
  from: readonly [number, number],
  [cx, cy, x, y]: readonly [number, number, number, number],
  t: number,
): [x: number, y: number] {
  const along = (a: number, b: number, c: number) => (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t ** 2 * c;
  return [along(from[0], cx, x), along(from[1], cy, y)];
}

/** An axis-aligned box; x is absolute here, from 0 at the left edge. */
export function boxPath(x: number, y: number, width: number, height: number): string {
  return `M${tidy(x)} ${tidy(y)}h${tidy(width)}v${tidy(height)}h${tidy(-width)}Z`;
}

/** A full circle; x is absolute. */
export function circlePath(x: number, y: number, radius: number): string {
  const r = tidy(radius);
  return `M${tidy(x - radius)} ${tidy(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
}

function endOf(step: Step): readonly [number, number] {
  return [step[step.length - 2] ?? 0, step[step.length - 1] ?? 0];
}
