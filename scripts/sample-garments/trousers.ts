import { lighten, seamColour } from './colour.js';
import { pickFabric } from './fabric.js';
import { buttons, type Detail, type Garment, seam, seamPair } from './garment.js';
import { ranges, swatch } from './palette.js';
import { closedPath, mirroredPath, type Step } from './path.js';
import type { Random } from './random.js';

/** Where the legs' parts lie: y in viewBox units. */
const long = { waist: 8, hip: 24, crotch: 38 };
/** Shorts are drawn larger: alone in the frame, they fill it as long trousers do. */
const short = { waist: 18, hip: 40, crotch: 54 };

/** Height of the waistband, viewBox units. */
const band = 5;

/** Trousers: slim, straight, wide or flared, and some shorts. */
export function trousers(random: Random): Garment {
  const fabric = pickFabric(random, ranges.trousers, { plain: 12, pinstripes: 2, check: 1 });
  const cut = random.weighted({ slim: 3, straight: 4, wide: 3, flared: 2, shorts: 2 });
  const shorts = cut === 'shorts';
  const y = shorts ? short : long;
  const hemY = shorts ? random.between(80, 84) : random.between(90, 92);
  const waist = shorts ? random.between(26, 28) : random.between(15, 17);
  const hip = waist * 1.24 + random.between(-0.5, 1);
  const inner = { slim: 7, straight: 5, wide: 3, flared: 5, shorts: 5.5 }[cut] + random.between(-1, 1);
  const outer = inner + { slim: 9, straight: 12.5, wide: 23, flared: 18.5, shorts: 29 }[cut] + random.between(-1, 1);
  const knee = cut === 'flared' ? 15.5 : (hip + outer) / 2;

  const toKnee: Step = [hip, y.hip + 12, knee, (y.crotch + hemY) / 2];
  const body = mirroredPath([
    [0, y.waist + 1],
    [waist, y.waist],
    [hip, (y.waist + y.hip) / 2, hip, y.hip],
    ...(shorts ? [] : [toKnee]),
    [outer, hemY],
    [inner, hemY + 1],
    [inner * 0.6, (y.crotch + hemY) / 2, 0, y.crotch],
  ]);
  const waistband = closedPath([
    [-waist, y.waist],
    [0, y.waist + 2, waist, y.waist],
    [waist + 0.9, y.waist + band],
    [0, y.waist + band + 2, -waist - 0.9, y.waist + band],
  ]);

  const stitching = seamColour(fabric.main);
  const below = y.waist + band + 1;
  const details: Detail[] = [
    seam(
      [
        [0, below],
        [0, y.crotch],
      ],
      stitching,
    ),
  ];
  details.push(
    ...seamPair(
      [
        [waist * 0.62, below],
        [waist * 0.7, y.hip - 4, hip - 0.6, y.hip - 3],
      ],
      stitching,
    ),
  );
  // A pressed crease or a turn-up: one line that tells chinos from jeans.
  if (fabric.motif === 'plain' && (cut === 'straight' || cut === 'wide'))
    details.push(
      ...seamPair(
        [
          [hip * 0.52, y.hip + 6],
          [(inner + outer) / 2, hemY - 1],
        ],
        stitching,
        0.8,
      ),
    );
  if (cut === 'slim' || shorts)
    details.push(
      ...seamPair(
        [
          [inner + 0.4, hemY - 3.5],
          [outer, hemY - 4.5],
        ],
        stitching,
      ),
    );
  const button = fabric.main[2] > 60 ? lighten(stitching, -20) : swatch('camel');
  details.push(...buttons(button, y.waist + 4, y.waist + 4, 1.2));
  return { fabric, pieces: [{ d: body }, { d: waistband, colour: fabric.main }], details, blockY: y.crotch };
}
