import { z } from 'zod';
import type { Metric } from './metric.js';

const example = {
  average: 58.213,
  levels: [
    { size: 64, distance: 61.07 },
    { size: 32, distance: 57.9 },
    { size: 16, distance: 55.669 },
  ],
};

/** Sliced Wasserstein distances between photos and designs, as in Karras et al. (2018): docs/quality.md. */
const schema = z
  .object({
    average: z
      .number()
      .min(0)
      .describe('Mean of the levels, times 1,000 as in the paper. No unit; lower is better.')
      .meta({ examples: [58.213] }),
    levels: z
      .array(
        z.object({
          size: z
            .int()
            .describe('Height and width of the level in pixels; half the one before, down to 16.')
            .meta({ examples: [64] }),
          distance: z
            .number()
            .min(0)
            .describe('Distance on this level of the Laplacian pyramid, times 1,000. No unit; lower is better.')
            .meta({ examples: [61.07] }),
        }),
      )
      .describe('From the finest details (the largest size) to the coarsest.'),
  })
  .meta({ id: 'Swd', examples: [example] });
export type Swd = z.infer<typeof schema>;

export const swd = {
  title: 'SWD',
  meaning: 'sliced Wasserstein distance between the designs and the photos',
  field: schema.describe('Sliced Wasserstein distances between the designs and the photos.'),
  example,
  better: 'lower',
  score: ({ average }) => average,
  print: ({ average, levels }) =>
    `${average.toFixed(1)} (${levels.map(({ size, distance }) => `${size}: ${distance.toFixed(1)}`).join(', ')})`,
} satisfies Metric<Swd>;
