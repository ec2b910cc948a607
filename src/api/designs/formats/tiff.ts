import { encodeTiff } from '../../../images/tiff.js';
import { recipeXmp } from '../recipe-xmp.js';
import { allOf, type DesignFormat, refuseTooLarge } from './format.js';

/** What programs for print and textiles take: nothing is lost, and a single design carries its recipe, in XMP. */
export const tiff: DesignFormat = {
  mediaType: 'image/tiff',
  description: 'for print, a page of each design, at 300 dpi and without loss',
  accepted: () => true,
  refuse: refuseTooLarge,
  encode: async (designs) => {
    const made = await allOf(designs);
    const [first, second] = made;
    const xmp = first && !second ? recipeXmp(first.recipe) : undefined;
    return await encodeTiff(
      made.map(({ picture }) => picture),
      xmp,
    );
  },
};
