import { closedPath, type Side, type Step } from './path.js';

/** Where a sleeve hangs and how; x from the centre line, viewBox units. */
export interface SleeveCut {
  readonly shoulder: readonly [x: number, y: number];
  readonly armpit: readonly [x: number, y: number];
  /** Along the outer edge. */
  readonly length: number;
  /** Degrees off the vertical. */
  readonly angle: number;
  /** Width at the hand. */
  readonly cuff: number;
}

/** A sleeve's outline and the band at its end, which a cuff or a ringer trim is cut from. */
export function sleevePaths(cut: SleeveCut, side: Side, band = 5): { sleeve: string; band: string } {
  const { shoulder, armpit, length, cuff } = cut;
  const angle = (cut.angle * Math.PI) / 180;
  const along = [Math.sin(angle), Math.cos(angle)] as const;
  const across = [-along[1], along[0]] as const;
  const outer = [shoulder[0] + length * along[0], shoulder[1] + length * along[1]] as const;
  const inner = [outer[0] + cuff * across[0], outer[1] + cuff * across[1]] as const;
  const up = ([x, y]: readonly [number, number], by: number) => [x - by * along[0], y - by * along[1]] as const;

  // From the shoulder's tip the sleeve rounds over into the arm; inside the body its outline may
  // run freely, as the body covers it.
  const sleeve: Step[] = [
    [shoulder[0] - 4, shoulder[1] + 3],
    shoulder,
    [shoulder[0] + 3, shoulder[1] + 1.8, ...up(outer, length - 12)],
    outer,
    inner,
    armpit,
    [armpit[0] - 6, armpit[1] - 4],
  ];
  const bandTop = up(inner, band);
  const slack = (armpit[0] - inner[0]) * 0.02;
  return {
    sleeve: closedPath(sleeve, side),
    band: closedPath([up(outer, band), outer, inner, [bandTop[0] - slack, bandTop[1]]], side),
  };
}

/** How a front neckline runs from the centre out to the shoulder's inner end. */
export type Neckline = 'crew' | 'scoop' | 'v' | 'boat' | 'square';

/**
 * The steps of half a neckline, from the centre front to the point where the shoulder seam begins.
 * @param top y of that point, viewBox units
 * @param width half the opening there
 */
export function neckSteps(neckline: Neckline, top: number, width: number): Step[] {
  switch (neckline) {
    case 'crew':
      return [
        [0, top + 6],
        [width * 0.8, top + 6, width, top],
      ];
    case 'scoop':
      return [
        [0, top + 13],
        [width * 0.95, top + 12.5, width, top],
      ];
    case 'v':
      return [
        [0, top + 15],
        [width * 0.75, top + 6, width, top],
      ];
    case 'boat':
      return [
        [0, top + 3.5],
        [width * 0.8, top + 3.5, width * 1.35, top],
      ];
    case 'square':
      return [
        [0, top + 10],
        [width * 0.9, top + 10],
        [width, top],
      ];
  }
}

/** The back of the neck, seen through the front: fills the opening down past the front's edge. */
export function backNeck(neckline: Neckline, top: number, width: number): string {
  const half = neckline === 'boat' ? width * 1.35 : width;
  const steps: Step[] = [
    [-half, top],
    [0, top + 4.5, half, top],
    [half + 1, top + 4],
    [0, top + 17],
    [-half - 1, top + 4],
  ];
  return closedPath(steps);
}
