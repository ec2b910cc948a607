import { composeGrid } from '../../../images/grid.js';
import { encodePng } from '../../../images/png.js';
import { type DesignFormat, PADDING, picturesOf, refuseTooLarge } from './format.js';

export const grid: DesignFormat = {
  mediaType: 'image/png',
  description: 'one PNG of all, in rows of 8',
  accepted: (count) => count > 1,
  refuse: refuseTooLarge,
  encode: async (designs) => await encodePng(composeGrid(await picturesOf(designs), { padding: PADDING })),
};
