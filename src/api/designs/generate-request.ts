import { z } from 'zod';
import { chosenStepSchema } from '../../contracts/checkpoint.js';
import { exampleOf } from '../../contracts/examples.js';
import { designsShape, MAX_SAVED, SAVED_BY_DEFAULT } from '../../contracts/generation.js';
import { idSchema } from '../../contracts/id.js';
import { refuseTwoWays } from '../../contracts/recipe.js';
import { formatNames, formats } from './formats/registry.js';

/** The body of `POST /generate`. Every recipe is one. */
export const generateSchema = z
  .strictObject({
    job: idSchema.optional().meta({
      description: 'Generate from the last checkpoint of this job, or from that of `step`.',
      examples: [exampleOf.job],
    }),
    step: chosenStepSchema.optional(),
    checkpoint: idSchema
      .optional()
      .meta({ description: 'Generate from this checkpoint.', examples: [exampleOf.checkpoint] }),
    model: z
      .string()
      .max(63)
      .optional()
      .meta({ description: 'Generate from the checkpoint that this model points at.', examples: [exampleOf.model] }),
    ...designsShape,
    format: z
      .enum(formatNames)
      .optional()
      .describe(
        `${formatNames.map((name) => `${name}: ${formats[name].description}.`).join(' ')} By default from Accept and count.`,
      ),
    save: z
      .boolean()
      .optional()
      .describe(
        `Whether the gallery keeps the designs; by default those of requests for up to ${SAVED_BY_DEFAULT}, of ${MAX_SAVED} at most. ` +
          'X-Atelier-Design is the id of the first.',
      ),
    images: z
      .enum(['base64', 'links'])
      .optional()
      .describe(
        'For format json: whether it holds the PNGs, or links that make them when they are asked for; `base64` by default.',
      ),
  })
  .superRefine(refuseTwoWays)
  .superRefine((body, context) => {
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if ([body.job, body.checkpoint, body.model].filter((each) => each !== undefined).length !== 1) {
      refuse('job', 'exactly one of job, checkpoint and model must be given');
    }
    if (body.step !== undefined && body.job === undefined) {
      refuse('step', 'says which checkpoint of a job: give job as well');
    }
    const way = (['latents', 'interpolate', 'arithmetic'] as const).find((each) => body[each] !== undefined);
    if (way && body.count !== undefined) refuse('count', `cannot be given with ${way}: it follows from it`);
  })
  .meta({
    id: 'Generate',
    examples: [{ model: exampleOf.model, count: 2, seed: 7, format: 'json', images: 'base64', save: true }],
    oneOf: ['job', 'checkpoint', 'model'].map((name) => ({ required: [name] })),
  });
export type Generate = z.infer<typeof generateSchema>;
