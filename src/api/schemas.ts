import { z } from 'zod';
import { exampleOf } from '../contracts/examples.js';
import { idSchema } from '../contracts/id.js';

const DIGITS = /^-?\d{1,16}$/;

/** Parameters and answers that several routes share. */
export const idParams = z.object({
  id: idSchema.min(1).describe('Id of what the path names.'),
});

export const stepParams = idParams.extend({
  step: inText(z.int().min(0)).meta({ description: 'Steps done.', example: 480 }),
});

/** A checkpoint of a job in a path. */
export const checkpointParams = idParams.extend({
  step: z
    .union([z.enum(['best', 'last']), inText(z.int().min(0))])
    .describe('That of a step, `best` or `last`: what it stands for then may be another checkpoint later.')
    .meta({ example: 'best' }),
});

export const pageQuery = z.object({
  limit: inText(z.int().min(1).max(200), 50).meta({ description: 'Items on a page.', example: 50 }),
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

/**
 * A whole number in a path, a query or a header: digits, and not all that JavaScript takes for a number, such as ''. zod
 * describes no example and no default of what is transformed: they are in `example` and `x-default`, which are put in their
 * places by src/api/reference/parameters.ts.
 * @param usual what stands for it where it is left out
 */
export function inText(number: z.ZodNumber): InText;
export function inText(number: z.ZodNumber, usual: number): z.ZodDefault<InText>;
export function inText(number: z.ZodNumber, usual?: number): InText | z.ZodDefault<InText> {
  const read = z.preprocess((text) => (typeof text === 'string' && DIGITS.test(text) ? Number(text) : text), number);
  return usual === undefined ? read : read.default(usual).meta({ 'x-default': usual });
}
type InText = ReturnType<typeof z.preprocess<unknown, z.ZodNumber>>;

/** An answer in JSON. */
export function json<T extends z.ZodType>(description: string, schema: T) {
  return { description, content: { 'application/json': { schema } } };
}

/** An answer that is not JSON, in one media type or in one of several. */
export function file<T extends string>(description: string, ...mediaTypes: T[]) {
  const content = mediaTypes.map((type) => [type, { schema: bytes }] as const);
  return { description, content: Object.fromEntries(content) as Record<T, { schema: typeof bytes }> };
}

/** The answers of a route that sends a file by `sendFile`. */
export function servedFile<T extends string>(description: string, ...mediaTypes: T[]) {
  return {
    200: file(description, ...mediaTypes),
    206: file('The part of it that `Range` names.', ...mediaTypes),
    304: nothing('It is as the `ETag` in `If-None-Match` says.'),
  };
}

/** The headers that they have. */
export const servedFileHeaders = {
  200: ['ETag', 'Accept-Ranges'],
  206: ['ETag', 'Accept-Ranges', 'Content-Range'],
  304: ['ETag'],
} as const;

export const bytes = z.unknown().meta({ type: 'string', format: 'binary' });

/** An answer without a body. */
export function nothing(description: string) {
  return z.unknown().meta({ description, type: 'null' });
}
