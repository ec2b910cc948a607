import { type Colour, hex, seamColour } from './colour.js';
import { type Fabric, followsGrain, motifDefs } from './fabric.js';
import { background } from './palette.js';
import { circlePath, openPath, type Step, sides } from './path.js';

/** A cut piece of cloth. Pieces are sewn on in order, later ones on top. */
export interface Piece {
  /** Its outline, SVG path data in viewBox units. */
  readonly d: string;
  /** A colour of its own; without one the piece is cut from the garment's fabric. */
  readonly colour?: Colour;
  /** How far the cloth's grain is turned, degrees clockwise; a sleeve's stripes cross the arm. */
  readonly grain?: number;
}

/** Stitching and hardware drawn on top: a stroked line, or a filled shape where `width` is 0. */
export interface Detail {
  readonly d: string;
  readonly colour: Colour;
  /** Stroke width, viewBox units. */
  readonly width: number;
}

/** Everything there is to draw, in viewBox units (100 × 100). */
export interface Garment {
  readonly fabric: Fabric;
  readonly pieces: readonly Piece[];
  readonly details: readonly Detail[];
  /** Where a colour block or a dip begins, viewBox units from the top. */
  readonly blockY: number;
}

/** A line of stitching along an open path; `width` in viewBox units. */
export function seam(steps: readonly Step[], colour: Colour, width = 1): Detail {
  return { d: openPath(steps), colour, width };
}

/** The same line of stitching on both sides of the centre line. */
export function seamPair(steps: readonly Step[], colour: Colour, width = 1): Detail[] {
  return sides.map((side) => ({ d: openPath(steps, side), colour, width }));
}

/** Buttons down the centre line, each `radius` in size, from one y to another (viewBox units). */
export function buttons(colour: Colour, from: number, to: number, radius = 1.3): Detail[] {
  const count = Math.max(1, Math.floor((to - from) / 11) + 1);
  return Array.from({ length: count }, (_, i) => ({ d: circlePath(50, from + i * 11, radius), colour, width: 0 }));
}

// Light falls on the middle of the cloth and fades towards its edges; two stops a side suffice.
const light =
  '<linearGradient id="light"><stop offset="0" stop-opacity=".2"/><stop offset=".3" stop-opacity="0"/>' +
  '<stop offset=".45" stop-color="#fff" stop-opacity=".07"/><stop offset=".7" stop-opacity="0"/>' +
  '<stop offset="1" stop-opacity=".2"/></linearGradient>';

/** The flat-lay picture of a garment: paper, soft shadow, pieces, stitching. */
export function garmentSvg(garment: Garment): string {
  const { pieces, details } = garment;
  const outline = pieces.map((piece) => piece.d).join('');
  // Three faint strokes make the shadow: a blur filter costs more than the rest of the picture.
  const shadow = [6, 4, 2]
    .map((width) => `<path d="${outline}" stroke-width="${width}" stroke-opacity=".045"/>`)
    .join('');
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100" viewBox="0 0 100 100">' +
    `<defs>${light}${motifDefs(garment.fabric, garment.blockY)}</defs><path d="M0 0h100v100H0Z" fill="${hex(background)}"/>` +
    `<g transform="translate(.6 1.2)" fill="none" stroke="#3a2f26" stroke-linejoin="round">${shadow}</g>` +
    `<g stroke-linejoin="round" stroke-linecap="round">` +
    pieces.map((piece, i) => pieceSvg(piece, i, garment.fabric)).join('') +
    `${details.map(detailSvg).join('')}</g></svg>`
  );
}

function pieceSvg({ d, colour, grain = 0 }: Piece, index: number, fabric: Fabric): string {
  const base = colour ?? fabric.main;
  const turned = grain !== 0 && followsGrain(fabric.motif) ? ` transform="rotate(${grain.toFixed(1)} 50 50)"` : '';
  const motif =
    colour !== undefined || fabric.motif === 'plain'
      ? ''
      : `<clipPath id="c${index}"><path d="${d}"/></clipPath>` +
        `<g clip-path="url(#c${index})"><use href="#motif"${turned}/></g>`;
  return (
    `<path d="${d}" fill="${hex(base)}"/>${motif}` +
    `<path d="${d}" fill="url(#light)" stroke="${hex(seamColour(base))}" stroke-width=".9"/>`
  );
}

function detailSvg({ d, colour, width }: Detail): string {
  return width === 0
    ? `<path d="${d}" fill="${hex(colour)}"/>`
    : `<path d="${d}" fill="none" stroke="${hex(colour)}" stroke-width="${width}"/>`;
}
