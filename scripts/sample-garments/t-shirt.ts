import { seamColour, shadeOf } from './colour.js';
import { pickFabric } from './fabric.js';
import { type Garment, type Piece, seamPair } from './garment.js';
import { ranges } from './palette.js';
import { backNeck, neckSteps, type SleeveCut, sleevePaths } from './parts.js';
import { boxPath, mirroredPath, sides } from './path.js';
import type { Random } from './random.js';

const top = 12;

/** A T-shirt: short sleeves, a crew, scoop or V neck, a straight hem. */
export function tShirt(random: Random): Garment {
  const fabric = pickFabric(random, ranges.tops, { plain: 10, stripes: 5, dots: 1, block: 3, dipped: 1 });
  const neckline = random.weighted({ crew: 5, v: 3, scoop: 2 });
  const neck = random.between(9, 12);
  const chest = random.between(23, 26);
  const hem = chest + random.between(-1, 3);
  const sleeve: SleeveCut = {
    shoulder: [random.between(24, 26), 18],
    armpit: [chest, 41],
    length: random.between(20, 29),
    angle: random.between(34, 42),
    cuff: random.between(13, 16),
  };
  // A raglan has its sleeves in the second colour, a ringer its edges.
  const trim = fabric.motif === 'plain' ? random.weighted({ none: 5, raglan: 1, ringer: 1 }) : 'none';

  const neckSeam = neckSteps(neckline, top, neck);
  const body = mirroredPath([
    ...neckSeam,
    sleeve.shoulder,
    [sleeve.shoulder[0] - 3, 30, ...sleeve.armpit],
    [chest - 1, 62, hem, 88],
    [hem * 0.5, 89.5, 0, 89.5],
  ]);
  const pieces: Piece[] = [{ d: backNeck(neckline, top, neck), colour: shadeOf(fabric.main, 16) }];
  for (const side of sides) {
    const { sleeve: d, band } = sleevePaths(sleeve, side, 3.5);
    pieces.push(trim === 'raglan' ? { d, colour: fabric.accent } : { d, grain: -side * sleeve.angle });
    if (trim === 'ringer') pieces.push({ d: band, colour: fabric.accent });
  }
  pieces.push({ d: body });

  const stitching = seamColour(fabric.main);
  const details = trim === 'none' ? seamPair(neckSeam, stitching, 1.4) : seamPair(neckSeam, fabric.accent, 2.4);
  if (fabric.motif === 'plain' && random.chance(0.15))
    details.push({ d: boxPath(56, 36, 11, 12), colour: stitching, width: 1 });
  // A block starts below the sleeves: it would cut off only their tips.
  return { fabric, pieces, details, blockY: random.pick([54, 64]) };
}
