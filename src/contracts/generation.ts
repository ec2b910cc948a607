import { z } from 'zod';

/** Designs in one request. */
export const MAX_DESIGNS = 1024;

/** Seeds are uint32: the seed after the last is 0. */
export const SEEDS = 2 ** 32;

/** Design `index` of a request is the first design of this seed: any design of a batch can be made again alone. */
export function seedOfDesign(seed: number, index: number): number {
  return (seed + index) % SEEDS;
}

export const generationFormats = ['png', 'zip', 'grid', 'json'] as const;
export type GenerationFormat = (typeof generationFormats)[number];

/** The body of `POST /generate`. */
export const generateSchema = z
  .strictObject({
    job: z.string().optional().describe('Generate from the last checkpoint of this job.'),
    checkpoint: z.string().optional().describe('Generate from this checkpoint.'),
    count: z.int().min(1).max(MAX_DESIGNS).default(1),
    seed: z
      .int()
      .min(0)
      .max(SEEDS - 1)
      .optional()
      .describe('Same seed, same designs, byte for byte; left out, one is drawn and told in X-Atelier-Seed.'),
    format: z
      .enum(generationFormats)
      .optional()
      .describe('png (one design), zip, grid (one PNG of all) or json; by default from Accept and count.'),
  })
  .refine((body) => (body.job === undefined) !== (body.checkpoint === undefined), {
    message: 'exactly one of job and checkpoint must be given',
    path: ['job'],
  })
  .meta({ id: 'Generate' });
export type Generate = z.infer<typeof generateSchema>;

/** The answer for format `json`. */
export const designsSchema = z
  .object({
    checkpoint: z.string(),
    seed: z.int(),
    designs: z.array(z.object({ index: z.int(), seed: z.int(), png: z.string().describe('base64') })),
  })
  .meta({ id: 'Designs' });
