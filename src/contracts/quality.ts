import { z } from 'zod';
import { exampleOf } from './examples.js';

const exampleSwd = {
  average: 58.213,
  levels: [
    { size: 64, distance: 61.07 },
    { size: 32, distance: 57.9 },
    { size: 16, distance: 55.669 },
  ],
};

/** Sliced Wasserstein distances between photos and designs, as in Karras et al. (2018): docs/quality.md. */
export const swdSchema = z
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
  .meta({ id: 'Swd', examples: [exampleSwd] });
export type Swd = z.infer<typeof swdSchema>;

/** How near a checkpoint's designs are to the photos. */
export const qualitySchema = z
  .object({
    images: z
      .int()
      .min(1)
      .describe(
        'How many designs were compared with as many photos: `evaluateImages`, or all photos if they are fewer.',
      )
      .meta({ examples: [128] }),
    swd: swdSchema.describe('Distances between the designs and the photos.'),
  })
  .meta({ id: 'Quality' });
export type Quality = z.infer<typeof qualitySchema>;

/** Where in a run a checkpoint is. */
const position = {
  epoch: z
    .int()
    .describe('Epochs finished.')
    .meta({ examples: [3] }),
  step: z
    .int()
    .describe('Steps done: the checkpoint’s.')
    .meta({ examples: [480] }),
};

export const exampleQuality = { epoch: 3, step: 480, images: 128, swd: exampleSwd };

/** What a `quality` event tells of a checkpoint that is about to be written. */
export const qualityDataSchema = z
  .object({ ...position, ...qualitySchema.shape })
  .meta({ id: 'QualityOfStep', examples: [exampleQuality] });
export type QualityData = z.infer<typeof qualityDataSchema>;

/** The evaluated checkpoint of a job that is nearest to the photos. */
export const bestCheckpointSchema = z
  .object({
    checkpoint: z
      .string()
      .describe('Its id.')
      .meta({ examples: [exampleOf.checkpoint] }),
    ...position,
    swd: swdSchema.describe('Distances between the designs and the photos.'),
  })
  .meta({ id: 'BestCheckpoint' });
export type BestCheckpoint = z.infer<typeof bestCheckpointSchema>;

/** Distances are kept with three decimals: they mean less than that, and every process writes such numbers alike. */
export function rounded({ average, levels }: Swd): Swd {
  const round = (value: number) => Math.round(value * 1000) / 1000;
  return { average: round(average), levels: levels.map((level) => ({ ...level, distance: round(level.distance) })) };
}
