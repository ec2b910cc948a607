import { z } from 'zod';
import { errorSummarySchema } from './event.js';

/** What a client calls an upload by, so that it can be asked about: something nobody else takes, such as a UUID. */
export const uploadIdSchema = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, 'must be 8 to 64 of A-Z, a-z, 0-9, _ and -');

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
    dataset: z.string().nullable().describe('Id of the dataset, once it is `done`.'),
    error: errorSummarySchema.nullable().describe('Why it `failed`.'),
    updatedAt: z.iso.datetime().describe('An upload that has not moved for a minute has lost its server.'),
  })
  .meta({ id: 'UploadStatus' });
export type UploadStatus = z.infer<typeof uploadStatusSchema>;
