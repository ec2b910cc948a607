import { z } from 'zod';
import { errorCodeSchema } from './error.js';
import { exampleOf } from './examples.js';

/** The body of every error answer: RFC 9457, `application/problem+json`. */
export const problemSchema = z
  .object({
    type: z.string().describe('`urn:atelier:error:` and the code.'),
    title: z.string().describe('What went wrong, the same for every problem with the code.'),
    status: z.int().describe('The HTTP status.'),
    detail: z.string().describe('What is wrong this time.'),
    code: errorCodeSchema.describe('What went wrong, for programs.'),
    requestId: z.string().describe('`X-Request-Id` of the answer, by which the log knows the request.'),
    errors: z
      .array(
        z.object({
          field: z.string().describe('Where it is, with dots between names.'),
          reason: z.string().describe('What is wrong with it.'),
          didYouMean: z.string().optional().describe('The nearest known name, for an unknown field.'),
        }),
      )
      .optional()
      .describe('Every wrong field, up to 20.'),
  })
  .meta({
    id: 'Problem',
    description: 'RFC 9457.',
    examples: [
      {
        type: 'urn:atelier:error:validation_failed',
        title: 'The request has wrong or unknown fields',
        status: 422,
        detail: 'hyperparameters.batchsize: unknown field; did you mean batchSize?',
        code: 'validation_failed',
        requestId: exampleOf.requestId,
        errors: [
          {
            field: 'hyperparameters.batchsize',
            reason: 'unknown field; did you mean batchSize?',
            didYouMean: 'batchSize',
          },
        ],
      },
    ],
  });
export type Problem = z.infer<typeof problemSchema>;

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';
