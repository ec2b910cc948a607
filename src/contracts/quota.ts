import { z } from 'zod';

const limit = z.int().min(0);

/** What one workspace may use; what is left out has no limit. */
export const quotaSchema = z.strictObject({
  jobs: limit.optional().describe('Jobs that have not ended.'),
  images: limit.optional().describe('Images of all its datasets.'),
  designsPerDay: limit.optional().describe('Designs from midnight to midnight, UTC.'),
});
export type Quota = z.infer<typeof quotaSchema>;

/** By workspace; `*` is for all that are not named. */
export const quotasSchema = z.record(z.string(), quotaSchema);
