import { type Colour, shadeOf } from './colour.js';
import type { Fabric } from './fabric.js';
import { type Garment, seam } from './garment.js';
import { swatch } from './palette.js';
import { closedPath, pointOnCurve, type Step } from './path.js';
import type { Random } from './random.js';

/** A trainer, low or high-top: toe cap, heel counter and stripe in one colour, laces, a thick sole. */
export function trainer(random: Random, leather: Fabric): Pick<Garment, 'pieces' | 'details'> {
  // Heights in viewBox units from the top; a low trainer sits higher, to stay in the middle.
  const high = random.chance(0.35);
  const collar = high ? random.between(20, 23) : random.between(28, 31);
  const sole = high ? random.between(67, 69) : random.between(64, 66);
  const vamp = [-4, sole - 18, 18, sole - 15] as const;

  const upper: Step[] = [
    [-41, sole],
    [-43, sole - 16, -40, collar],
    [-30, collar + 8, -17, collar - 2],
    [-12, collar - 3],
    vamp,
    [40, sole - 13, 42, sole],
  ];
  const toeCap: Step[] = [
    [22, sole - 14.5],
    [40, sole - 13, 42, sole],
    [20, sole],
    [18, sole - 8, 22, sole - 14.5],
  ];
  const counter: Step[] = [
    [-41, sole],
    [-42.5, sole - 12, -41.2, sole - 22],
    [-32, sole - 18, -30, sole],
  ];
  const soleSteps: Step[] = [
    [-42, sole - 3],
    [0, sole, 42, sole - 3],
    [45, sole + 4, 44, sole + 8, 39, sole + 8],
    [-38, sole + 8],
    [-43, sole + 7, -42, sole - 3],
  ];

  const trim = random.chance(0.5) ? leather.accent : shadeOf(leather.main, 14);
  const lace: Colour = swatch(leather.main[2] > 80 ? 'stone' : 'white');
  const details = [0.12, 0.3, 0.48, 0.66].map((t) => {
    const [x, y] = pointOnCurve([-12, collar - 3], vamp, t);
    return seam(
      [
        [x - 7.5, y + 3.5 + 3 * t],
        [x - 0.8, y + 1.2],
      ],
      lace,
      1.8,
    );
  });
  if (random.chance(0.6))
    details.push(
      seam(
        [
          [-26, sole - 4],
          [-10, sole - 5, 0, sole - 15],
        ],
        trim,
        3.4,
      ),
    );
  return {
    pieces: [
      { d: closedPath(upper) },
      { d: closedPath(toeCap), colour: trim },
      { d: closedPath(counter), colour: trim },
      { d: closedPath(soleSteps), colour: swatch(random.pick(['white', 'white', 'white', 'ecru', 'ink'])) },
    ],
    details,
  };
}
