import { z } from 'zod';
import { jobSchema } from './job.js';

/** First message to a client: the job now, and which events can still be had from the stream. */
export const helloSchema = z
  .object({
    type: z.literal('hello'),
    job: jobSchema,
    firstSeq: z.int().describe('The oldest event that the stream can replay.'),
    lastSeq: z.int().describe("The job's newest event when the snapshot was taken."),
  })
  .meta({ id: 'Hello' });
export type Hello = z.infer<typeof helloSchema>;

/** Stands in the stream in the place of events that are not sent. */
export const gapSchema = z
  .object({
    type: z.literal('gap'),
    data: z.object({
      from: z.int().describe('`seq` of the first event that is left out.'),
      to: z.int().describe('`seq` of the last event that is left out.'),
      reason: z
        .enum(['archived', 'slow'])
        .describe(
          '`archived`: too old for the stream. `slow`: steps that a slow client was spared; never other events.',
        ),
      history: z.string().describe('Where the events can be read.'),
    }),
  })
  .meta({ id: 'Gap' });
export type Gap = z.infer<typeof gapSchema>;
