import { lighten, seamColour, shadeOf } from './colour.js';
import { pickFabric } from './fabric.js';
import { buttons, type Garment, type Piece, seam } from './garment.js';
import { ranges, swatch } from './palette.js';
import { type SleeveCut, sleevePaths } from './parts.js';
import { closedPath, mirroredPath, type Side, type Step, sides } from './path.js';
import type { Random } from './random.js';

const insideCollar: Step[] = [
  [-10, 11],
  [0, 8, 10, 11],
  [0, 24],
];
const collarLeaf: Step[] = [
  [9, 9.5],
  [0, 21],
  [8.5, 28],
  [13.5, 14.5],
];
const chestPocket: Step[] = [
  [7, 39],
  [17, 39],
  [17, 48],
  [12, 51],
  [7, 48],
];
const placket: Step[] = [
  [2.6, 24],
  [2.6, 89.5],
];

/** A button-up shirt: pointed collar, placket, sleeves long or short, a curved hem. */
export function shirt(random: Random): Garment {
  const fabric = pickFabric(random, ranges.tops, { plain: 11, pinstripes: 4, check: 4, block: 1 });
  const chest = random.between(21, 23.5);
  const hem = chest + random.between(0, 2);
  const tail = random.between(1, 6);
  const long = random.chance(0.8);
  const sleeve: SleeveCut = {
    shoulder: [random.between(21, 23), 19],
    armpit: [chest, 40],
    length: long ? random.between(58, 66) : random.between(24, 28),
    angle: long ? random.between(16, 19) : random.between(30, 36),
    cuff: long ? random.between(8.5, 10.5) : random.between(13, 15),
  };
  const body = mirroredPath([
    [0, 20],
    [9, 12],
    sleeve.shoulder,
    [sleeve.shoulder[0] - 3, 30, ...sleeve.armpit],
    [chest - 1, 62, hem, 89 - tail],
    [hem * 0.75, 90, 0, 90],
  ]);

  const pieces: Piece[] = [{ d: closedPath(insideCollar), colour: shadeOf(fabric.main, 16) }];
  for (const side of sides) {
    const { sleeve: d, band } = sleevePaths(sleeve, side, 6);
    pieces.push({ d, grain: -side * sleeve.angle });
    if (long) pieces.push({ d: band, colour: fabric.main });
  }
  pieces.push({ d: body });
  const collar = random.chance(0.12) ? swatch('white') : fabric.main;
  for (const side of sides) pieces.push({ d: closedPath(collarLeaf, side), colour: collar });

  const stitching = seamColour(fabric.main);
  const button = fabric.main[2] > 60 ? lighten(stitching, -22) : swatch('ecru');
  const pocketSides: Record<string, readonly Side[]> = { none: [], one: [1], two: sides };
  const pockets = pocketSides[random.weighted({ none: 3, one: 3, two: 2 })] ?? [];
  const details = [
    seam(placket, stitching),
    ...buttons(button, 31, 86),
    ...pockets.map((side) => ({ d: closedPath(chestPocket, side), colour: stitching, width: 1 })),
  ];
  return { fabric, pieces, details, blockY: random.pick([42, 55]) };
}
