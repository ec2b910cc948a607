import { lighten, seamColour, shadeOf } from './colour.js';
import type { Fabric } from './fabric.js';
import { type Detail, type Garment, type Piece, seam } from './garment.js';
import { swatch } from './palette.js';
import { closedPath, type Step } from './path.js';
import type { Random } from './random.js';

/** A court shoe on a high heel, slim or block; some with a strap or a toe cap. */
export function court(random: Random, leather: Fabric): Pick<Garment, 'pieces' | 'details'> {
  // Where the heel's seam ends (y) and the width of the heel's foot, viewBox units.
  const top = random.between(22, 27);
  const foot = random.between(4.5, 9);
  const shape: Step[] = [
    [-40, top],
    [-28, 46, -10, 56, 8, 53],
    [22, 57, 38, 65, 43, 72],
    [44, 75, 42, 77, 38, 77],
    [16, 77],
    [0, 76, -10, 60, -26, 58],
    [-33 + foot * 0.4, 64, -35 + foot * 0.6, 72, -37 + foot, 79],
    [-37, 79],
    [-37, 64, -44, 50, -40, top],
  ];
  // The inner side, seen beyond the opening.
  const lining: Step[] = [
    [-40, top],
    [-24, 40, -8, 48, 8, 53],
    [-10, 58, -30, 48, -40, top],
  ];
  const toeCap: Step[] = [
    [28, 61],
    [38, 65, 43, 72],
    [44, 75, 42, 77, 38, 77],
    [26, 77],
    [24, 68, 28, 61],
  ];

  const pieces: Piece[] = [
    { d: closedPath(lining), colour: lighten(leather.main, leather.main[2] < 30 ? 26 : -18) },
    { d: closedPath(shape) },
  ];
  const details: Detail[] = [];
  const style = random.weighted({ plain: 3, strap: 2, cap: 2 });
  if (style === 'strap')
    details.push(
      seam(
        [
          [-37, 34],
          [-22, 31, -13, 38, -10, 54],
        ],
        leather.main,
        3,
      ),
    );
  if (style === 'cap') pieces.push({ d: closedPath(toeCap), colour: leather.accent });
  return { pieces, details };
}

const loaferUpper: Step[] = [
  [-42, 62],
  [-45, 44, -42, 36, -38, 31],
  [-26, 46, -14, 44, -6, 34],
  [6, 34, 12, 43, 20, 45],
  [36, 47, 43, 54, 42, 62],
];
const loaferStrap: Step[] = [
  [-5, 35],
  [4, 35.5],
  [9, 61],
  [-8, 61],
];
const loaferSole: Step[] = [
  [-42, 61],
  [42, 61],
  [44, 64, 42, 67],
  [-18, 67],
  [-19, 71.5],
  [-41, 71.5],
  [-43, 66, -42, 61],
];

/** A loafer on a flat heel, with a strap across. */
export function loafer(random: Random, leather: Fabric): Pick<Garment, 'pieces' | 'details'> {
  const strap = random.chance(0.5) ? leather.accent : shadeOf(leather.main, 14);
  const sole = swatch(random.pick(['ink', 'chocolate', 'cognac']));
  return {
    pieces: [
      { d: closedPath(loaferUpper) },
      { d: closedPath(loaferStrap), colour: strap },
      { d: closedPath(loaferSole), colour: sole },
    ],
    details: [
      seam(
        [
          [10, 43],
          [24, 47, 30, 55],
        ],
        seamColour(leather.main),
        1.1,
      ),
    ],
  };
}
