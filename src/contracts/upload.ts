import { z } from 'zod';
import { errorSummarySchema } from './error.js';
import { exampleOf } from './examples.js';

/** What a client calls an upload by, so that it can be asked about: something nobody else takes, such as a UUID. */
export const uploadIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{8,64}$/, 'must be 8 to 64 of A-Z, a-z, 0-9, _ and -')
  .meta({ description: 'What the client calls the upload.', examples: [exampleOf.requestId] });

/** How far an upload is: what `GET /uploads/{id}` answers. */
export const uploadStatusSchema = z
  .object({
    id: uploadIdSchema,
    state: z
      .enum(['receiving', 'inspecting', 'done', 'failed'])
      .describe('`inspecting`: all bytes are here, and each image is decoded once.'),
    receivedBytes: z.int().describe('Of the files, so far.'),
    totalBytes: z.int().nullable().describe('Of the whole request, if it said: a little more than its files.'),
    inspectedFiles: z.int().describe('Images, good ones and bad, so far.'),
    dataset: z
      .string()
      .nullable()
      .meta({ description: 'Id of the dataset, once it is `done`.', examples: [exampleOf.dataset] }),
    error: errorSummarySchema.nullable().describe('Why it `failed`.'),
    updatedAt: z.iso.datetime().describe('An upload that has not moved for a minute has lost its server.'),
  })
  .meta({
    id: 'UploadStatus',
    examples: [
      {
        id: exampleOf.requestId,
        state: 'inspecting',
        receivedBytes: 824_310_022,
        totalBytes: 824_310_544,
        inspectedFiles: 6_500,
        dataset: null,
        error: null,
        updatedAt: exampleOf.now,
      },
    ],
  });
export type UploadStatus = z.infer<typeof uploadStatusSchema>;
