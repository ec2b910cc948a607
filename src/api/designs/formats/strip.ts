import { composeGrid } from '../../../images/grid.js';
import { encodePng } from '../../../images/png.js';
import { type DesignFormat, type Extent, PADDING, picturesOf, refuseTooLarge } from './format.js';

/** No program shows wider pictures. In pixels. */
const MAX_WIDTH = 16_383;

export const strip: DesignFormat = {
  mediaType: 'image/png',
  description: 'one PNG of all, in one row',
  accepted: () => false,
  refuse: (extent) => refuseTooLarge(extent) ?? refuseTooWide(extent),
  encode: async (designs) => {
    const row = await picturesOf(designs);
    return await encodePng(composeGrid(row, { columns: row.length, padding: PADDING }));
  },
};

function refuseTooWide({ count, side }: Extent): string | undefined {
  if (count * (side + PADDING) <= MAX_WIDTH) return undefined;
  return `a strip of ${count} designs would be wider than ${MAX_WIDTH} pixels: ask for a grid`;
}
