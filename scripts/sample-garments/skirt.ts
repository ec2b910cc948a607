import { lighten, seamColour } from './colour.js';
import { pickFabric } from './fabric.js';
import { buttons, type Detail, type Garment, seam, seamPair } from './garment.js';
import { ranges } from './palette.js';
import { boxPath, mirroredPath, type Step } from './path.js';
import type { Random } from './random.js';

type Cut = 'pencil' | 'aLine' | 'flared' | 'pleated';

const top = 13;

/** A skirt: pencil, A-line, flared or pleated, under a waistband. */
export function skirt(random: Random): Garment {
  const fabric = pickFabric(random, ranges.dresses, { plain: 10, stripes: 2, check: 3, dots: 2, block: 2, dipped: 1 });
  const cut: Cut = random.weighted({ pencil: 3, aLine: 4, flared: 3, pleated: 4 });
  const waist = random.between(15, 18);
  const hem = { pencil: 21, aLine: 33, flared: 40, pleated: 36 }[cut] + random.between(-2, 2);
  const hemY = cut === 'pencil' ? random.between(86, 90) : random.between(80, 88);
  const bandY = top + random.pick([5, 7]);

  const body = mirroredPath([[0, top], [waist, top], ...sideSteps(cut, waist, hem, hemY), ...hemSteps(cut, hem, hemY)]);
  const waistband = boxPath(50 - waist - 0.4, top, waist * 2 + 0.8, bandY - top);
  const bandColour = fabric.motif === 'plain' && random.chance(0.2) ? fabric.accent : fabric.main;

  const stitching = seamColour(fabric.main);
  const details: Detail[] = [];
  // Folds fan out from the waist; each keeps its share of the width all the way down.
  const fold = (share: number, width: number) => {
    const from = waist * share;
    const steps: Step[] = [
      [from, bandY + 1],
      [from * 1.25, bandY + 20, hem * share, hemY - 1.5],
    ];
    details.push(...seamPair(steps, stitching, width));
  };
  if (cut === 'pleated') for (const share of [0.1, 0.32, 0.54, 0.77]) fold(share, 1.1);
  if (cut === 'flared') for (const share of [0.25, 0.62]) fold(share, 0.9);
  if (cut === 'pencil')
    details.push(
      seam(
        [
          [0, hemY - 18],
          [0, hemY + 1],
        ],
        stitching,
        1.2,
      ),
    );
  if (cut === 'aLine' && random.chance(0.5)) details.push(...buttons(lighten(stitching, -8), bandY + 6, hemY - 4, 1.4));
  return {
    fabric,
    pieces: [{ d: body }, { d: waistband, colour: bandColour }],
    details,
    blockY: bandY + (hemY - bandY) * random.pick([0.5, 0.72]),
  };
}

function sideSteps(cut: Cut, waist: number, hem: number, hemY: number): Step[] {
  if (cut === 'pencil')
    return [
      [waist + 10, top + 20, waist + 9, top + 34],
      [hem, hemY],
    ];
  return [[waist + 6, top + 22, hem, hemY - (cut === 'flared' ? 5 : 3)]];
}

// A flared hem falls in waves; the others curve gently, as cloth cut on a circle does.
function hemSteps(cut: Cut, hem: number, hemY: number): Step[] {
  if (cut !== 'flared') return [[hem * 0.5, hemY + 2.5, 0, hemY + 2.5]];
  return [
    [hem * 0.9, hemY + 1, hem * 0.76, hemY - 1],
    [hem * 0.6, hemY + 5, hem * 0.42, hemY + 1],
    [hem * 0.25, hemY + 6, 0, hemY + 2],
  ];
}
