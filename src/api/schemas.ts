import { z } from 'zod';

const DIGITS = /^-?\d{1,16}$/;

/** Parameters and answers that several routes share. */
export const idParams = z.object({ id: z.string().min(1).max(64) });

export const webhookParams = idParams.extend({
  id: idParams.shape.id.describe('Id of the webhook.').meta({ example: 'wh_01KAXQ5T9M3Z8W6V4C2B1N0D7F' }),
});

export const stepParams = idParams.extend({ step: inText(z.int().min(0)) });

/** A checkpoint of a job in a path. */
export const checkpointParams = idParams.extend({
  step: z
    .union([z.enum(['best', 'last']), inText(z.int().min(0))])
    .describe('That of a step, `best` or `last`: what it stands for then may be another checkpoint later.')
    .meta({ examples: ['best'] }),
});

export const pageQuery = z.object({
  limit: inText(z.int().min(1).max(200)).default(50).describe('Items on a page.'),
  cursor: z.string().max(128).optional().describe('`nextCursor` of the page before.'),
});

/** One page of a list; `nextCursor` is null on the last. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** A whole number in a path, a query or a header: digits, and not all that JavaScript takes for a number, such as ''. */
export function inText(number: z.ZodNumber) {
  return z.preprocess((text) => (typeof text === 'string' && DIGITS.test(text) ? Number(text) : text), number);
}

/** An answer in JSON. */
export function json<T extends z.ZodType>(description: string, schema: T) {
  return { description, content: { 'application/json': { schema } } };
}

/** An answer that is not JSON, in one media type or in one of several. */
export function file<T extends string>(description: string, ...mediaTypes: T[]) {
  const content = mediaTypes.map((type) => [type, { schema: bytes }] as const);
  return { description, content: Object.fromEntries(content) as Record<T, { schema: typeof bytes }> };
}

export const bytes = z.unknown().meta({ type: 'string', format: 'binary' });

/** An answer without a body. */
export function nothing(description: string) {
  return z.unknown().meta({ description, type: 'null' });
}
