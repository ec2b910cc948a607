import { z } from 'zod';
import { errorCatalogue } from '../errors.js';

/** A code of the catalogue. What is read may have been written by a newer version, so that any string is taken. */
export const errorCodeSchema = z.string().meta({
  id: 'ErrorCode',
  description: 'Stable: programs match on it. docs/errors.md says what each means.',
  enum: Object.keys(errorCatalogue),
  examples: ['training_diverged'],
});

/** What a job record and a `state` event say of a failure. */
export const errorSummarySchema = z
  .object({
    code: errorCodeSchema.describe('What went wrong, for programs.'),
    message: z.string().describe('For people.'),
  })
  .meta({
    id: 'ErrorSummary',
    examples: [{ code: 'training_diverged', message: 'lossG became NaN at step 481.' }],
  });
