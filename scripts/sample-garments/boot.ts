import { seamColour, shadeOf } from './colour.js';
import type { Fabric } from './fabric.js';
import { type Detail, type Garment, type Piece, seam } from './garment.js';
import { swatch } from './palette.js';
import { closedPath, type Step } from './path.js';
import type { Random } from './random.js';

const heel: Step[] = [
  [-39, 75],
  [43, 75],
  [43.5, 79.5],
  [-12, 79.5],
  [-14, 86],
  [-38, 86],
];

/** An ankle boot on a low heel: plain, laced, or a Chelsea boot with elastic at its side. */
export function boot(random: Random, leather: Fabric): Pick<Garment, 'pieces' | 'details'> {
  // The shaft's top (y) and front edge (x from the centre line), viewBox units.
  const top = random.between(12, 18);
  const front = random.between(-6, -2);
  const upper: Step[] = [
    [-36, top],
    [front, top],
    [front - 1, 36, front + 1, 44, front + 8, 49],
    [18, 55, 40, 54, 42, 68],
    [42, 76],
    [-38, 76],
    [-41, 50, -34, 40, -36, top],
  ];
  const sole = swatch(random.pick(['ink', 'chocolate', 'camel']));
  const pieces: Piece[] = [{ d: closedPath(upper) }, { d: closedPath(heel), colour: sole }];
  const details: Detail[] = [
    seam(
      [
        [18, 57],
        [14, 66, 16, 75],
      ],
      seamColour(leather.main),
    ),
  ];

  const style = random.weighted({ chelsea: 3, laced: 2, plain: 1 });
  if (style === 'chelsea') {
    const middle = (front - 36) / 2;
    const elastic: Step[] = [
      [middle - 7, top + 1],
      [middle + 8, top + 1],
      [middle + 3, 46],
      [middle - 1, 46],
    ];
    pieces.push({ d: closedPath(elastic), colour: shadeOf(leather.main, 17) });
  }
  if (style === 'laced')
    for (let y = top + 6; y < 44; y += 7.5)
      details.push(
        seam(
          [
            [front - 10, y + 2.5],
            [front - 2, y + 0.5],
          ],
          swatch('ecru'),
          1.8,
        ),
      );
  return { pieces, details };
}
