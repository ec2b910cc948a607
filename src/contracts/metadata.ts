import { z } from 'zod';

/** Labels of a client's own on a job or a model, given back unchanged. */
export const metadataSchema = z
  .record(z.string().min(1).max(64), z.string().max(512))
  .refine((labels) => Object.keys(labels).length <= 32, 'has more than 32 entries')
  .meta({
    description:
      'Labels of your own, given back unchanged: up to 32 names of 1 to 64 characters, with values of up to 512.',
    examples: [{ season: 'autumn' }],
  });
