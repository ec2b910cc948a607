import { dress } from './dress.js';
import { type Garment, garmentSvg } from './garment.js';
import { type Random, randomFor } from './random.js';
import { shirt } from './shirt.js';
import { shoe } from './shoe.js';
import { skirt } from './skirt.js';
import { tShirt } from './t-shirt.js';
import { trousers } from './trousers.js';

const patterns = {
  dress,
  shirt,
  shoe,
  skirt,
  't-shirt': tShirt,
  trousers,
} satisfies Record<string, (random: Random) => Garment>;

/** A class of garment; also the name of its folder in an ImageFolder. */
export type GarmentKind = keyof typeof patterns;

/** All kinds, in alphabetical order, as an ImageFolder numbers its classes. */
export const garmentKinds = Object.keys(patterns) as readonly GarmentKind[];

/**
 * A product picture of one garment, as SVG text: 100 × 100 viewBox units, one garment centred on
 * off-white paper. Pure: the same kind and seed always give the same text.
 * @param seed an integer; its low 32 bits count
 */
export function drawGarment(kind: GarmentKind, seed: number): string {
  return garmentSvg(patterns[kind](randomFor(kind, seed)));
}
