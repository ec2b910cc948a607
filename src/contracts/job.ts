import { z } from 'zod';
import { AtelierError } from '../errors.js';
import { chosenStepSchema } from './checkpoint.js';
import { errorSummarySchema, stepDataSchema } from './event.js';
import { hyperparametersSchema, presetNames } from './hyperparameters.js';
import { jobStateSchema, pauseReasonSchema } from './job-state.js';
import { classesSchema } from './label.js';
import { metadataSchema } from './metadata.js';
import { bestCheckpointSchema } from './quality.js';

export const jobNameSchema = z.string().trim().min(1).max(200);

/** Of queued jobs, those of the highest priority run first. */
export const PRIORITIES = { min: -100, max: 100 } as const;
const prioritySchema = z.int().min(PRIORITIES.min).max(PRIORITIES.max);

/** The body of `POST /jobs`. */
export const createJobSchema = z
  .strictObject({
    dataset: z
      .union([
        z.string(),
        z.strictObject({
          folder: z.string().min(1).max(4096).describe('An absolute path on the worker, or s3://bucket/prefix.'),
        }),
      ])
      .describe(
        'Id of the dataset to learn from, or a folder that the worker sees, with one folder per class, in one of its ' +
          '`DATASET_ROOTS`. The folder is imported as a dataset when the job first runs; later attempts use that one.',
      ),
    preset: z.enum(presetNames).optional().describe("Where the hyperparameters start from; the tutorial's by default."),
    hyperparameters: z
      .strictObject(
        // Optional rather than defaulted: what is left out comes from the preset.
        Object.fromEntries(
          Object.entries(hyperparametersSchema.shape).map(([name, field]) => [
            name,
            field.unwrap().optional().meta({ description: field.description, default: field.def.defaultValue }),
          ]),
        ) as OptionalFields<typeof hyperparametersSchema.shape>,
      )
      .optional(),
    name: jobNameSchema.optional(),
    metadata: metadataSchema.optional().describe('Labels of your own, given back unchanged.'),
    priority: prioritySchema.optional().describe('Queued jobs of a higher priority run first; 0 by default.'),
    from: z
      .strictObject({
        job: z.string().describe('Id of the job to take the checkpoint of.'),
        step: chosenStepSchema.optional(),
      })
      .optional()
      .describe(
        "Start from another job's checkpoint: its weights, running statistics and both optimizers' moments are carried " +
          'on; steps, epochs, data order and noise start anew. imageSize, nc, nz, ngf, ndf and conditional are those of the ' +
          'checkpoint; a conditional one wants a dataset of the same classes.',
      ),
  })
  .meta({ id: 'CreateJob' });
export type CreateJob = z.infer<typeof createJobSchema>;

type OptionalFields<Shape> = {
  [Name in keyof Shape]: Shape[Name] extends z.ZodDefault<infer Inner> ? z.ZodOptional<Inner> : never;
};

/** The body of `PATCH /jobs/{id}`. */
export const updateJobSchema = z
  .strictObject({
    priority: prioritySchema.describe('Takes effect at once on a queued job, which goes behind its equals.'),
  })
  .meta({ id: 'UpdateJob' });

/** The body of `POST /jobs/{id}/extend`. */
export const extendJobSchema = z
  .strictObject({ numEpochs: z.int().min(2).max(100_000).describe('Epochs of the whole run: more than it has.') })
  .meta({ id: 'ExtendJob' });

export const attemptSchema = z.object({
  number: z.int().describe('From 1. It fences commits: those of an older attempt are refused.'),
  worker: z.string(),
  fromStep: z.int().describe('The checkpoint it started from; 0 for none.'),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  outcome: z.string().nullable().describe('How it ended: a state, or why the job was queued again.'),
});
export type Attempt = z.infer<typeof attemptSchema>;

export const deviceSchema = z.object({
  kind: z.enum(['cpu', 'gpu']),
  name: z.string(),
  threads: z.int().describe('Threads that TensorFlow computes an op with, in each replica.'),
  replicas: z.int().default(1).describe('Processes that share each batch, each on a device of its own: `ngpu`.'),
  tensorflow: z.string().describe('Version of the native library.'),
  bfloat16: z
    .enum(['amx_bf16', 'avx512_bf16'])
    .nullable()
    .default(null)
    .describe("The processor's instructions for bfloat16, which make `precision: bf16` fast; null for none, or a GPU."),
});
export type Device = z.infer<typeof deviceSchema>;

/** One training run: what `GET /jobs/{id}` answers. */
export const jobSchema = z
  .object({
    id: z.string(),
    workspace: z.string().describe('Whose it is: the workspace of the key that posted it.'),
    name: z.string().nullable(),
    state: jobStateSchema,
    pauseReason: pauseReasonSchema
      .nullable()
      .describe('Why the job is paused. `storage`: it goes on by itself when the store can be written again.'),
    origin: z
      .enum(['training', 'import'])
      .describe('`import`: its weights were trained elsewhere, and it was never run here.'),
    dataset: z
      .string()
      .nullable()
      .describe('Null for imported weights, and until the folder that the job names has been imported.'),
    folder: z.string().nullable().describe('The folder that the job named in place of a dataset.'),
    hyperparameters: hyperparametersSchema,
    classes: classesSchema,
    metadata: z.record(z.string(), z.string()),
    priority: prioritySchema,
    queuePosition: z.int().nullable().describe('1 for the job that runs next; null unless it is queued.'),
    from: z
      .object({ job: z.string(), step: z.int() })
      .nullable()
      .describe('The checkpoint of another job that it started from.'),
    progress: z.object({
      epoch: z.int().describe('Epochs finished.'),
      step: z.int().describe('Steps done.'),
      totalSteps: z.int().describe('Steps of the whole run; 0 until the number of images is known.'),
    }),
    etaSeconds: z.number().nullable().describe('Estimated seconds to the end of the run; null unless it is running.'),
    imagesPerSecond: z.number().nullable().describe('Real images trained on a second; null unless it is running.'),
    latest: stepDataSchema.nullable().describe('The last step, if any.'),
    best: bestCheckpointSchema
      .nullable()
      .describe(
        'Of the evaluated checkpoints the one nearest to the photos; null without `evaluateImages`, or as yet.',
      ),
    device: deviceSchema.nullable().describe('What the current attempt computes on.'),
    attempts: z.array(attemptSchema),
    error: errorSummarySchema.nullable().describe('Why the job failed.'),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof jobSchema>;

/**
 * The dataset that a job trains on.
 * @throws AtelierError `job_state_conflict` for imported weights, which have none, and for a folder that has not been
 *   imported yet
 */
export function datasetOf({ dataset, origin }: Pick<Job, 'dataset' | 'origin'>): string {
  if (dataset !== null) return dataset;
  throw new AtelierError(
    'job_state_conflict',
    origin === 'import'
      ? "The job's weights were imported, with no dataset to go on with: start a new job `from` it."
      : 'The folder that the job names has not been imported yet: that happens when the job runs.',
  );
}
