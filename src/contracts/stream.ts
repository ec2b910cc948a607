import { z } from 'zod';
import { jobEventSchema } from './event.js';
import { exampleOf } from './examples.js';
import { exampleJob, jobSchema } from './job.js';

/** First message to a client: the job now, and which events can still be had from the stream. */
export const helloSchema = z
  .object({
    type: z.literal('hello').describe('Says that this is the first message.'),
    job: jobSchema.describe('The job now.'),
    firstSeq: z.int().describe('The oldest event that the stream can replay.'),
    lastSeq: z.int().describe("The job's newest event when the snapshot was taken."),
  })
  .meta({
    id: 'Hello',
    description: 'The first message on each connection.',
    examples: [{ type: 'hello', job: exampleJob, firstSeq: 1, lastSeq: 495 }],
  });
export type Hello = z.infer<typeof helloSchema>;

/** Stands in the stream in the place of events that are not sent. */
export const gapSchema = z
  .object({
    type: z.literal('gap').describe('Says that events are left out.'),
    data: z
      .object({
        from: z.int().describe('`seq` of the first event that is left out.'),
        to: z.int().describe('`seq` of the last event that is left out.'),
        reason: z
          .enum(['archived', 'slow'])
          .describe(
            '`archived`: too old for the stream. `slow`: steps that a slow client was spared; never other events.',
          ),
        history: z.string().describe('Where the events can be read.'),
      })
      .describe('Which events are left out, and where they can be read.'),
  })
  .meta({
    id: 'Gap',
    description: 'Stands in the stream in the place of events that are not sent.',
    examples: [
      {
        type: 'gap',
        data: { from: 1, to: 20, reason: 'archived', history: `/jobs/${exampleOf.job}/events?cursor=0` },
      },
    ],
  });
export type Gap = z.infer<typeof gapSchema>;

/** Says that the connection is alive, for programs that don't see a WebSocket's pings. */
export const heartbeatSchema = z
  .object({ type: z.literal('heartbeat').describe('Says that the connection is alive.') })
  .meta({
    id: 'Heartbeat',
    description: 'Comes every 20 seconds over a WebSocket that was opened with `heartbeats=true`.',
    examples: [{ type: 'heartbeat' }],
  });
export type Heartbeat = z.infer<typeof heartbeatSchema>;

/** All that a stream may say. */
export const streamMessageSchema = z.union([helloSchema, gapSchema, heartbeatSchema, jobEventSchema]).meta({
  id: 'StreamMessage',
  description: 'A message of `GET /jobs/{id}/stream`: a WebSocket’s text, or the `data` of a server-sent event.',
});
