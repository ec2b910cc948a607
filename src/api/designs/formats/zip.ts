import { zipStream } from '../../../images/zip.js';
import { type Design, designPng } from '../order.js';
import type { DesignFormat } from './format.js';

/** A zip of thousands is never in memory as a whole. */
export const zip: DesignFormat = {
  mediaType: 'application/zip',
  description: 'a PNG of each',
  accepted: () => true,
  streams: true,
  encode: (designs) => zipStream(entriesOf(designs)),
};

async function* entriesOf(designs: AsyncIterable<Design>) {
  for await (const design of designs) {
    const seed = design.recipe.seed === undefined ? '' : `-seed-${design.recipe.seed}`;
    yield { name: `design-${String(design.index).padStart(5, '0')}${seed}.png`, bytes: await designPng(design) };
  }
}
