import type { Colour } from './colour.js';
import type { Random } from './random.js';

/** The off-white paper every garment lies on. */
export const background: Colour = [40, 22, 95];

const swatches = {
  ink: [230, 12, 14],
  charcoal: [220, 6, 32],
  stone: [35, 10, 66],
  white: [45, 20, 98],
  ecru: [40, 42, 84],
  camel: [32, 45, 55],
  cognac: [22, 58, 38],
  chocolate: [18, 38, 22],
  rust: [14, 64, 43],
  coral: [9, 78, 66],
  red: [355, 74, 45],
  burgundy: [345, 56, 27],
  blush: [350, 52, 82],
  fuchsia: [330, 66, 52],
  lilac: [265, 38, 74],
  plum: [300, 30, 30],
  navy: [222, 50, 22],
  cobalt: [222, 74, 46],
  denim: [212, 40, 42],
  sky: [205, 56, 74],
  teal: [184, 56, 30],
  emerald: [156, 58, 31],
  sage: [110, 16, 62],
  olive: [72, 30, 32],
  mustard: [43, 76, 52],
} as const satisfies Record<string, Colour>;

/** The name of a colour in the shop's range. */
export type Swatch = keyof typeof swatches;

/** What each department stocks: workwear tones for trousers, leathers for shoes. */
export const ranges = {
  tops: [
    'ink',
    'charcoal',
    'white',
    'ecru',
    'camel',
    'rust',
    'coral',
    'red',
    'burgundy',
    'blush',
    'lilac',
    'navy',
    'cobalt',
    'sky',
    'teal',
    'emerald',
    'sage',
    'olive',
    'mustard',
    'stone',
  ],
  dresses: [
    'ink',
    'red',
    'burgundy',
    'coral',
    'blush',
    'fuchsia',
    'lilac',
    'plum',
    'navy',
    'cobalt',
    'sky',
    'teal',
    'emerald',
    'sage',
    'mustard',
    'rust',
    'ecru',
  ],
  trousers: [
    'ink',
    'charcoal',
    'navy',
    'denim',
    'denim',
    'sky',
    'stone',
    'ecru',
    'camel',
    'chocolate',
    'olive',
    'sage',
    'rust',
    'burgundy',
    'teal',
  ],
  shoes: [
    'ink',
    'ink',
    'cognac',
    'chocolate',
    'camel',
    'white',
    'red',
    'burgundy',
    'navy',
    'denim',
    'blush',
    'emerald',
    'mustard',
    'cobalt',
  ],
} as const satisfies Record<string, readonly [Swatch, ...Swatch[]]>;

// Neutrals come up more often than brights, as on a shop's rail.
const lightAccents = ['white', 'white', 'white', 'ecru', 'ecru', 'blush', 'sky', 'mustard'] as const;
const darkAccents = ['navy', 'navy', 'navy', 'ink', 'burgundy', 'rust', 'emerald'] as const;

/** The swatch of that name. */
export function swatch(name: Swatch): Colour {
  return swatches[name];
}

/** A colour of the range, from one of many dye lots: hue and lightness vary a little. */
export function pickColour(random: Random, range: readonly [Swatch, ...Swatch[]]): Colour {
  const [hue, saturation, lightness] = swatches[random.pick(range)];
  // White stays white: darker it would sink into the paper.
  const spread = lightness > 90 ? 0.5 : 3.5;
  return [hue + random.between(-4, 4), saturation, lightness + random.between(-spread, spread)];
}

/** A second colour that stands out from the first even at 64 × 64: dark on light, light on dark. */
export function pickAccent(random: Random, main: Colour): Colour {
  return swatches[random.pick(main[2] < 55 ? lightAccents : darkAccents)];
}
