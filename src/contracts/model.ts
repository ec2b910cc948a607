import { z } from 'zod';
import { chosenStepSchema } from './checkpoint.js';
import { exampleOf } from './examples.js';
import { idSchema } from './id.js';
import { metadataSchema } from './metadata.js';

/** Versions that a model remembers; of older ones nothing is known any more. */
export const VERSIONS_REMEMBERED = 100;
/** The newest versions hold their checkpoints, so that the model can be rolled back to each of them. */
export const VERSIONS_HELD = 5;

/** Also the name of a folder in the store, where upper and lower case may be the same. */
export const modelNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'a name has 1 to 63 lower-case letters, digits, dots, dashes and underscores')
  .meta({
    description: 'Name of the model: 1 to 63 lower-case letters, digits, dots, dashes and underscores.',
    examples: [exampleOf.model],
  });

/** What a model pointed at from one moment on. */
export const modelVersionSchema = z.object({
  version: z.int().describe('From 1. Numbers are never given twice, also when a model was deleted in between.'),
  createdAt: z.iso.datetime().describe('When it was made.'),
  checkpoint: z.string().describe('Id of the checkpoint.'),
  by: z.string().nullable().describe('Who pointed the model at it, as the client said.'),
  metadata: z.record(z.string(), z.string()).describe('Labels of your own, as they were given.'),
  restores: z
    .int()
    .nullable()
    .meta({ description: 'The version that it rolled back to; null if it is no roll-back.', examples: [1] }),
});
export type ModelVersion = z.infer<typeof modelVersionSchema>;

const exampleVersion = {
  version: 2,
  createdAt: exampleOf.now,
  checkpoint: exampleOf.checkpoint,
  by: 'ada',
  metadata: { ticket: 'SHOP-42' },
  restores: null,
};

/** A name and what it points at now: an item of `GET /models`. */
export const modelSummarySchema = modelVersionSchema
  .extend({ name: z.string().describe('Name of the model.') })
  .meta({ id: 'ModelSummary', examples: [{ name: exampleOf.model, ...exampleVersion }] });
export type ModelSummary = z.infer<typeof modelSummarySchema>;

/** What `GET /models/{name}` answers. */
export const modelSchema = modelSummarySchema
  .extend({
    versions: z
      .array(modelVersionSchema)
      .describe(
        `Newest first, at most ${VERSIONS_REMEMBERED}. The checkpoints of the first ${VERSIONS_HELD} are held: neither ` +
          '`keepCheckpoints` drops them nor can their jobs be deleted.',
      ),
  })
  .meta({ id: 'Model', examples: [{ name: exampleOf.model, ...exampleVersion, versions: [exampleVersion] }] });
export type Model = z.infer<typeof modelSchema>;

/** The body of `PUT /models/{name}`. */
export const putModelSchema = z
  .strictObject({
    checkpoint: idSchema
      .optional()
      .meta({ description: 'Point the model at this checkpoint.', examples: [exampleOf.checkpoint] }),
    job: idSchema.optional().meta({
      description: 'Point the model at the last checkpoint that this job has now, or at that of `step`.',
      examples: [exampleOf.job],
    }),
    step: chosenStepSchema.optional(),
    version: z
      .int()
      .min(1)
      .optional()
      .meta({ description: 'Roll back: point the model at what this version pointed at.', examples: [1] }),
    by: z.string().trim().min(1).max(200).optional().describe('Who does it, for the history.'),
    metadata: metadataSchema.optional().describe('Labels of your own for this version, given back unchanged.'),
  })
  .refine(
    ({ checkpoint, job, version }) => [checkpoint, job, version].filter((each) => each !== undefined).length === 1,
    { message: 'exactly one of checkpoint, job and version must be given', path: ['checkpoint'] },
  )
  .refine(({ job, step }) => step === undefined || job !== undefined, {
    message: 'says which checkpoint of a job: give job as well',
    path: ['step'],
  })
  .meta({
    id: 'PutModel',
    examples: [{ job: exampleOf.job, by: 'ada', metadata: { ticket: 'SHOP-42' } }],
    oneOf: ['checkpoint', 'job', 'version'].map((name) => ({ required: [name] })),
  });
export type PutModel = z.infer<typeof putModelSchema>;
