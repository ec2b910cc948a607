import { z } from 'zod';
import { type Metric, rounded } from './metric.js';

const example = { designs: 0.2816, photos: 0.2403 };
/** Decimals that a value is kept with. */
export const MS_SSIM_DIGITS = 4;

const mean = (of: string, value: number) =>
  z
    .number()
    .min(0)
    .max(1)
    .describe(`Mean MS-SSIM of random pairs of ${of}; 1 for equal images. No unit.`)
    .meta({ examples: [value] });

/** How alike designs are among themselves, and photos among themselves, as in Odena et al. (2017): docs/quality.md. */
const schema = z
  .object({ designs: mean('designs', example.designs), photos: mean('photos', example.photos) })
  .meta({ id: 'MsSsim', examples: [example] });
export type MsSsim = z.infer<typeof schema>;

export const msSsim = {
  title: 'MS-SSIM',
  meaning: 'how far the diversity of the designs is from that of the photos, by the similarity of pairs',
  field: schema
    .optional()
    .describe(
      'How alike designs are among themselves, beside how alike photos are: far above the photos, the generator makes ' +
        'the same design over and over. Absent for a single image, and in checkpoints of before there was this metric.',
    ),
  example,
  better: 'lower',
  /** How far the designs' diversity is from the photos', either way: noise is more diverse than any photos. */
  score: ({ designs, photos }) => rounded(Math.abs(designs - photos), MS_SSIM_DIGITS),
  print: ({ designs, photos }) => `${designs.toFixed(3)} (photos: ${photos.toFixed(3)})`,
} satisfies Metric<MsSsim>;
