import { z } from 'zod';

/** Parameters and answers that several routes share. */
export const idParams = z.object({ id: z.string().min(1).max(64) });

export const stepParams = idParams.extend({ step: z.coerce.number().int().min(0) });

/** A checkpoint of a job in a path. */
export const checkpointParams = idParams.extend({
  step: z
    .union([z.enum(['best', 'last']), z.coerce.number().int().min(0)])
    .describe('That of a step, `best` or `last`: what it stands for then may be another checkpoint later.')
    .meta({ examples: ['best'] }),
});

export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Items on a page.'),
  cursor: z.string().max(128).optional().describe('`nextCursor` of the page before.'),
});

/** One page of a list; `nextCursor` is null on the last. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** A body that is not JSON, for openapi.yaml. */
export function binary(description: string) {
  return z.unknown().meta({ description, type: 'string', format: 'binary' });
}
