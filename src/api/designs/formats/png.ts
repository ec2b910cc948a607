import { type Design, designPng } from '../order.js';
import { allOf, type DesignFormat, refuseTooLarge } from './format.js';

export const png: DesignFormat = {
  mediaType: 'image/png',
  description: 'one design',
  accepted: (count) => count === 1,
  refuseCount: (count) => (count > 1 ? 'one PNG holds one design: ask for zip, grid, strip or json' : undefined),
  refuse: refuseTooLarge,
  encode: async (designs) => await designPng((await allOf(designs))[0] as Design),
};
