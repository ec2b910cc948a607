import { type Colour, shadeOf } from './colour.js';
import type { Piece } from './garment.js';
import { backNeck, neckSteps, type SleeveCut, sleevePaths } from './parts.js';
import { closedPath, type Step, sides } from './path.js';
import type { Random } from './random.js';

/** The upper half of a dress: x from the centre line, y from the top, viewBox units. */
export interface Bodice {
  /** Half the front's outline, from the centre neck to the waist's side. */
  readonly front: Step[];
  /** What lies behind it: sleeves or straps, and the back of the neck. */
  readonly behind: Piece[];
}

export interface Waist {
  /** Half the width of the chest and of the waist, viewBox units. */
  readonly chest: number;
  readonly waist: number;
  readonly waistY: number;
}

const top = 7;
const armY = 26;

const strap: Step[] = [
  [8, top],
  [10, top],
  [11.6, 22],
  [8.8, 22],
];

/** A bodice down to the given waist: on straps, sleeveless, or with short or long sleeves. */
export function bodice(random: Random, { chest, waist, waistY }: Waist, cloth: Colour): Bodice {
  const sleeves = random.weighted({ none: 4, straps: 3, short: 3, long: 2 });
  const toWaist: Step = [waist + 1, waistY - 6, waist, waistY];
  if (sleeves === 'straps') {
    // Camisole: a sweetheart edge hung from two narrow straps.
    const edge = random.pick([19, 21.5]);
    return {
      front: [[0, edge + 2], [5, edge - 4, 10.5, 18.5], [chest - 2, 20, chest, armY], toWaist],
      behind: sides.map((side) => ({ d: closedPath(strap, side), colour: cloth })),
    };
  }

  const neckline = random.weighted({ crew: 2, scoop: 3, v: 3, boat: 2, square: 1 });
  const neck = random.between(7, 9);
  const shoulder = [sleeves === 'none' ? neck * 1.35 + 3 : chest + 2, top + 4] as const;
  const behind: Piece[] = [{ d: backNeck(neckline, top, neck), colour: shadeOf(cloth, 16) }];
  if (sleeves !== 'none') {
    const long = sleeves === 'long';
    const cut: SleeveCut = {
      shoulder,
      armpit: [chest, armY + 2],
      length: long ? random.between(44, 52) : random.between(16, 22),
      angle: long ? random.between(20, 24) : random.between(30, 38),
      cuff: long ? random.between(7, 9) : random.between(10, 12),
    };
    for (const side of sides) behind.push({ d: sleevePaths(cut, side).sleeve, grain: -side * cut.angle });
  }
  const armhole: Step = [shoulder[0] - 2.5, armY - 5, chest, armY];
  return { front: [...neckSteps(neckline, top, neck), shoulder, armhole, toWaist], behind };
}
