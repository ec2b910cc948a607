import { encodeAnimation } from '../../../images/animation.js';
import { type DesignFormat, picturesOf, refuseTooLarge } from './format.js';

export const webp: DesignFormat = {
  mediaType: 'image/webp',
  description: 'a picture of one design, an animation of several',
  accepted: () => true,
  refuse: refuseTooLarge,
  encode: async (designs) => await encodeAnimation(await picturesOf(designs), 'webp'),
};
