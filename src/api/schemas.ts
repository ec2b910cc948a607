import { z } from 'zod';
import { exampleOf } from '../contracts/examples.js';

/** Parameters and answers that several routes share. */
export const idParams = z.object({
  id: z.string().min(1).max(64).describe('Id of what the path names.'),
});

export const stepParams = idParams.extend({
  step: z.coerce
    .number()
    .int()
    .min(0)
    .meta({ description: 'Steps done.', examples: [480] }),
});

export const pageQuery = z.object({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(50)
    .meta({ description: 'Items on a page.', examples: [50] }),
  cursor: z
    .string()
    .max(128)
    .optional()
    .meta({ description: '`nextCursor` of the page before.', examples: [exampleOf.job] }),
});

/** One page of a list; `nextCursor` is null on the last. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item).describe('The page.'),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: 'The `cursor` of the next page; null on the last one.', examples: [exampleOf.job] }),
  });
}

/** A body that is not JSON, for openapi.yaml. */
export function binary(description: string) {
  return z.unknown().meta({ description, type: 'string', format: 'binary' });
}
