import { type Colour, hex } from './colour.js';
import { pickAccent, pickColour, type Swatch } from './palette.js';
import { boxPath } from './path.js';
import type { Random } from './random.js';

/** What is woven into or printed on the cloth. */
export type Motif = 'plain' | 'stripes' | 'pinstripes' | 'check' | 'dots' | 'block' | 'dipped';

/** A cloth: its colour, a second one that goes with it, and the motif that joins the two. */
export interface Fabric {
  readonly main: Colour;
  readonly accent: Colour;
  readonly motif: Motif;
  /** Distance from one repeat of the motif to the next, viewBox units. */
  readonly repeat: number;
}

/** Chooses a cloth of the range; `motifs` weighs what suits the garment. */
export function pickFabric(
  random: Random,
  range: readonly [Swatch, ...Swatch[]],
  motifs: Readonly<Partial<Record<Motif, number>>>,
): Fabric {
  const main = pickColour(random, range);
  const accent = pickAccent(random, main);
  const weights = { plain: 1, stripes: 0, pinstripes: 0, check: 0, dots: 0, block: 0, dipped: 0 };
  const motif = random.weighted({ ...weights, ...motifs });
  // 12.5 and 9.375 units are 8 and 6 pixels at 64 × 64: bold enough to survive the size, and on
  // one grid in every picture, which a convolutional generator learns soonest.
  return { main, accent, motif, repeat: random.pick([12.5, 12.5, 9.375]) };
}

/**
 * The definition of `#motif`, which covers the whole frame and is clipped to each piece; empty for
 * plain cloth.
 * @param blockY where a colour block or a dip begins, viewBox units from the top
 */
export function motifDefs({ accent, motif, repeat }: Fabric, blockY: number): string {
  if (motif === 'plain') return '';
  const colour = hex(accent);
  const dip =
    motif === 'dipped'
      ? `<linearGradient id="dip" gradientUnits="userSpaceOnUse" x1="0" x2="0" y1="${blockY - 8}" y2="${blockY + 24}">` +
        `<stop stop-color="${colour}" stop-opacity="0"/>` +
        `<stop offset="1" stop-color="${colour}"/></linearGradient>`
      : '';
  return `${dip}<g id="motif" fill="${colour}">${motifSvg(motif, colour, repeat, blockY)}</g>`;
}

function motifSvg(motif: Exclude<Motif, 'plain'>, colour: string, repeat: number, blockY: number): string {
  switch (motif) {
    case 'stripes':
      return `<path d="${bands(repeat, repeat * 0.42, 'across')}"/>`;
    case 'pinstripes':
      return `<path d="${bands(repeat * 0.75, repeat * 0.2, 'down')}"/>`;
    case 'check':
      // Two see-through layers: where they cross the colour is fuller, as in gingham.
      return (['across', 'down'] as const)
        .map((way) => `<path d="${bands(repeat, repeat / 2, way)}" fill-opacity=".5"/>`)
        .join('');
    case 'dots':
      return dots(repeat, colour);
    case 'block':
      return `<path d="${boxPath(0, blockY, 100, 100)}"/>`;
    case 'dipped':
      return `<path d="${boxPath(0, blockY - 8, 100, 100)}" fill="url(#dip)"/>`;
  }
}

/** Whether the motif follows a turned piece's grain; a block or a dip runs across the whole garment. */
export function followsGrain(motif: Motif): boolean {
  return motif !== 'block' && motif !== 'dipped';
}

// Bands run past the frame, since a turned piece (a sleeve) sees beyond it.
function bands(repeat: number, width: number, direction: 'across' | 'down'): string {
  let d = '';
  for (let at = 50 - width / 2 - Math.ceil(100 / repeat) * repeat; at < 150; at += repeat)
    d += direction === 'across' ? boxPath(-50, at, 200, width) : boxPath(at, -50, width, 200);
  return d;
}

// Rows of dots, every other one shifted by half. A dash of no length with round ends is a dot: a
// tenth of the text that circles would take.
function dots(repeat: number, colour: string): string {
  const reach = Math.ceil(60 / repeat);
  let d = '';
  for (let row = -reach - 1; row <= reach + 1; row++) {
    const x = 50 - (reach + (row % 2 === 0 ? 0 : 0.5)) * repeat;
    d += `M${x.toFixed(1)} ${(50 + row * repeat * 0.8).toFixed(1)}h${2 * reach * repeat + 1}`;
  }
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${repeat * 0.48}" stroke-linecap="round" stroke-dasharray="0 ${repeat}"/>`;
}
