import { z } from 'zod';

/** The body of every error answer: RFC 9457, `application/problem+json`. */
export const problemSchema = z
  .object({
    type: z.string().describe('`urn:atelier:error:` and the code.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What is wrong this time.'),
    code: z.string().describe('Stable; see docs/errors.md.'),
    requestId: z.string(),
    errors: z
      .array(z.object({ field: z.string(), reason: z.string(), didYouMean: z.string().optional() }))
      .optional()
      .describe('Every wrong field.'),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';
