import { bodice } from './bodice.js';
import { lighten, seamColour } from './colour.js';
import { pickFabric } from './fabric.js';
import { type Detail, type Garment, seamPair } from './garment.js';
import { ranges } from './palette.js';
import { boxPath, mirroredPath, pointOnCurve, type Step } from './path.js';
import type { Random } from './random.js';

type Skirt = 'aLine' | 'flared' | 'sheath' | 'tiered';

/** The skirt's outline: half the waist and the hem, and their heights (viewBox units). */
interface Shape {
  readonly waist: number;
  readonly waistY: number;
  readonly hem: number;
  readonly hemY: number;
}

/** A dress: one of four skirts under one of many bodices, some with a sash. */
export function dress(random: Random): Garment {
  const fabric = pickFabric(random, ranges.dresses, { plain: 11, stripes: 3, dots: 2, check: 1, block: 2, dipped: 2 });
  const skirt: Skirt = random.weighted({ aLine: 4, flared: 4, sheath: 2, tiered: 2 });
  const waist = skirt === 'sheath' ? random.between(12, 13.5) : random.between(10.5, 12.5);
  const shape: Shape = {
    waist,
    waistY: random.between(36, 43),
    hem: { aLine: 24, flared: 32, sheath: 15, tiered: 27 }[skirt] + random.between(-2, 4),
    hemY: random.between(88, 92),
  };
  const { waistY, hem, hemY } = shape;
  const chest = waist + random.between(3, 4.5);
  const { front, behind } = bodice(random, { chest, waist, waistY }, fabric.main);
  const body = mirroredPath([...front, ...sideSteps(skirt, shape), [hem * 0.5, hemY + 1, 0, hemY + 1]]);

  const stitching = seamColour(fabric.main);
  const details = folds(skirt, shape).flatMap((steps) => seamPair(steps, stitching));
  const belt = random.weighted({ none: 5, sash: 3, seam: 3 });
  if (belt === 'sash') {
    const colour = fabric.motif === 'plain' ? fabric.accent : lighten(stitching, -8);
    details.push(sash(shape, colour));
  }
  if (belt === 'seam')
    details.push(
      ...seamPair(
        [
          [0, waistY + 0.8],
          [waist * 0.6, waistY + 0.8, waist, waistY],
        ],
        stitching,
      ),
    );
  return { fabric, pieces: [...behind, { d: body }], details, blockY: waistY };
}

function sash({ waist, waistY }: Shape, colour: Detail['colour']): Detail {
  return { d: boxPath(50 - waist, waistY - 1.6, waist * 2, 3.8), colour, width: 0 };
}

function sideSteps(skirt: Skirt, { waist, waistY, hem, hemY }: Shape): Step[] {
  switch (skirt) {
    case 'sheath':
      return [
        [waist + 6, waistY + 14, waist + 5, waistY + 22],
        [hem, hemY],
      ];
    case 'flared':
      return [[waist + 4, waistY + 18, hem, hemY - 3]];
    case 'aLine':
    case 'tiered':
      return [[waist + 3, waistY + 12, hem, hemY - 2]];
  }
}

// Lines on the skirt, the right half of each: folds down a flared one, seams across a tiered one.
function folds(skirt: Skirt, { waist, waistY, hem, hemY }: Shape): Step[][] {
  if (skirt === 'flared')
    return [0.2, 0.62].map((share) => [
      [waist * share, waistY + 5],
      [waist * share, waistY + 20, hem * share, hemY - 1],
    ]);
  if (skirt === 'tiered')
    return [0.45, 0.75].map((t) => {
      const [x, y] = pointOnCurve([waist, waistY], [waist + 3, waistY + 12, hem, hemY - 2], t);
      return [
        [0, y + 2],
        [x * 0.6, y + 2, x, y],
      ];
    });
  return [];
}
