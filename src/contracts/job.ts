import { z } from 'zod';
import { AtelierError } from '../errors.js';
import { chosenStepSchema } from './checkpoint.js';
import { errorSummarySchema } from './error.js';
import { exampleStep, stepDataSchema } from './event.js';
import { exampleOf } from './examples.js';
import { exampleHyperparameters, hyperparametersSchema, presetNames } from './hyperparameters.js';
import { idSchema } from './id.js';
import { jobStateSchema, pauseReasonSchema } from './job-state.js';
import { classesSchema } from './label.js';
import { metadataSchema } from './metadata.js';
import { bestCheckpointSchema, exampleBest } from './quality.js';
import { warningSchema } from './warning.js';

export const jobNameSchema = z
  .string()
  .normalize()
  .trim()
  .min(1)
  .max(200)
  .meta({ description: 'A name for people.', examples: ['autumn, first try'] });

/** Of queued jobs, those of the highest priority run first. */
export const PRIORITIES = { min: -100, max: 100 } as const;
const prioritySchema = z
  .int()
  .min(PRIORITIES.min)
  .max(PRIORITIES.max)
  .meta({ description: 'Queued jobs of a higher priority run first; 0 by default.', examples: [10] });

/** The body of `POST /jobs`. */
export const createJobSchema = z
  .strictObject({
    dataset: z
      .union([
        idSchema,
        z.strictObject({
          folder: z
            .string()
            .min(1)
            .max(4096)
            .meta({
              description: 'An absolute path on the worker, or s3://bucket/prefix.',
              examples: ['/photos/autumn'],
            }),
        }),
      ])
      .describe(
        'Id of the dataset to learn from, or a folder that the worker sees, with one folder per class, in one of its ' +
          '`DATASET_ROOTS`. The folder is imported as a dataset when the job first runs; later attempts use that one.',
      ),
    preset: z
      .enum(presetNames)
      .optional()
      .meta({
        description: "Where the hyperparameters start from; the tutorial's by default.",
        examples: ['tutorial'],
      }),
    hyperparameters: z
      .strictObject(
        // Optional rather than defaulted: what is left out comes from the preset.
        Object.fromEntries(
          Object.entries(hyperparametersSchema.shape).map(([name, field]) => [
            name,
            field
              .unwrap()
              .optional()
              .meta({
                description: field.description,
                default: field.def.defaultValue,
                examples: [exampleHyperparameters[name as keyof typeof exampleHyperparameters]],
              }),
          ]),
        ) as OptionalFields<typeof hyperparametersSchema.shape>,
      )
      .optional()
      .describe("All that shapes the run, by the tutorial's names; what is left out comes from the preset."),
    name: jobNameSchema.optional(),
    metadata: metadataSchema.optional(),
    priority: prioritySchema.optional(),
    from: z
      .strictObject({
        job: idSchema.meta({ description: 'Id of the job to take the checkpoint of.', examples: [exampleOf.job] }),
        step: chosenStepSchema.optional(),
      })
      .optional()
      .describe(
        "Start from another job's checkpoint: its weights, running statistics and both optimizers' moments are carried " +
          'on; steps, epochs, data order and noise start anew. imageSize, nc, nz, ngf, ndf, architecture and conditional are ' +
          'those of the checkpoint; a conditional one wants a dataset of the same classes.',
      ),
  })
  .meta({
    id: 'CreateJob',
    examples: [
      {
        dataset: exampleOf.dataset,
        hyperparameters: { numEpochs: 40, batchSize: 128 },
        name: 'autumn, first try',
        metadata: { season: 'autumn' },
      },
    ],
  });
export type CreateJob = z.infer<typeof createJobSchema>;

type OptionalFields<Shape> = {
  [Name in keyof Shape]: Shape[Name] extends z.ZodDefault<infer Inner> ? z.ZodOptional<Inner> : never;
};

/** The body of `PATCH /jobs/{id}`. */
export const updateJobSchema = z
  .strictObject({
    priority: prioritySchema.describe('Takes effect at once on a queued job, which goes behind its equals.'),
  })
  .meta({ id: 'UpdateJob', examples: [{ priority: 10 }] });

/** The body of `POST /jobs/{id}/extend`. */
export const extendJobSchema = z
  .strictObject({ numEpochs: z.int().min(2).max(100_000).describe('Epochs of the whole run: more than it has.') })
  .meta({ id: 'ExtendJob', examples: [{ numEpochs: 80 }] });

export const attemptSchema = z.object({
  number: z.int().describe('From 1. It fences commits: those of an older attempt are refused.'),
  worker: z.string().describe('Who ran it: its `WORKER_NAME` and the id of its process.'),
  fromStep: z.int().describe('Step of the checkpoint that it started from; 0 for none.'),
  startedAt: z.iso.datetime().describe('When a worker took the job.'),
  endedAt: z.iso
    .datetime()
    .nullable()
    .meta({ description: 'When it ended; null while it runs.', examples: ['2026-11-20T12:18:03.000Z'] }),
  outcome: z
    .string()
    .nullable()
    .meta({ description: 'How it ended: a state, or why the job was queued again.', examples: ['succeeded'] }),
});
export type Attempt = z.infer<typeof attemptSchema>;

export const deviceSchema = z.object({
  kind: z.enum(['cpu', 'gpu']).describe('What TensorFlow computes on.'),
  name: z.string().describe('As the device calls itself.'),
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

export const exampleJob = {
  id: exampleOf.job,
  workspace: 'default',
  name: 'autumn, first try',
  state: 'running',
  pauseReason: null,
  origin: 'training',
  dataset: exampleOf.dataset,
  folder: null,
  hyperparameters: exampleHyperparameters,
  classes: null,
  metadata: { season: 'autumn' },
  priority: 0,
  queuePosition: null,
  from: null,
  progress: { epoch: 3, step: 481, totalSteps: 160 * 40 },
  etaSeconds: exampleStep.etaSeconds,
  imagesPerSecond: exampleStep.imagesPerSecond,
  latest: exampleStep,
  best: exampleBest,
  warnings: [],
  device: {
    kind: 'cpu',
    name: 'AMD EPYC 9R14',
    threads: 2,
    replicas: 1,
    tensorflow: '2.21.0',
    bfloat16: 'avx512_bf16',
  },
  attempts: [
    {
      number: 1,
      worker: 'worker-1-4711',
      fromStep: 0,
      startedAt: exampleOf.startedAt,
      endedAt: null,
      outcome: null,
    },
  ],
  error: null,
  createdAt: exampleOf.createdAt,
  startedAt: exampleOf.startedAt,
  finishedAt: null,
};

/** One training run: what `GET /jobs/{id}` answers. */
export const jobSchema = z
  .object({
    id: z.string().describe('Ids sort by when the jobs were posted.'),
    workspace: z.string().describe('Whose it is: the workspace of the key that posted it.'),
    name: z.string().nullable().describe('As it was posted.'),
    state: jobStateSchema.describe('What the job is now.'),
    pauseReason: pauseReasonSchema.nullable().meta({
      description: 'Why the job is paused. `storage`: it goes on by itself when the store can be written again.',
      examples: ['request'],
    }),
    origin: z
      .enum(['training', 'import'])
      .describe('`import`: its weights were trained elsewhere, and it was never run here.'),
    dataset: z
      .string()
      .nullable()
      .describe(
        'Id of the dataset; null for imported weights, and until the folder that the job names has been imported.',
      ),
    folder: z
      .string()
      .nullable()
      .meta({
        description: 'The folder that the job named in place of a dataset.',
        examples: ['/photos/autumn'],
      }),
    hyperparameters: hyperparametersSchema.describe('With every default filled in.'),
    classes: classesSchema,
    metadata: z.record(z.string(), z.string()).describe('Labels of your own, as they were posted.'),
    priority: prioritySchema,
    queuePosition: z
      .int()
      .nullable()
      .meta({ description: '1 for the job that runs next; null unless it is queued.', examples: [1] }),
    from: z
      .object({
        job: z.string().meta({ description: "The other job's id.", examples: [exampleOf.job] }),
        step: z.int().meta({ description: 'Step of its checkpoint.', examples: [480] }),
      })
      .nullable()
      .describe('The checkpoint of another job that it started from.'),
    progress: z
      .object({
        epoch: z.int().describe('Epochs finished.'),
        step: z.int().describe('Steps done.'),
        totalSteps: z.int().describe('Steps of the whole run; 0 until the number of images is known.'),
      })
      .describe('How far the run is.'),
    etaSeconds: z.number().nullable().describe('Estimated seconds to the end of the run; null unless it is running.'),
    imagesPerSecond: z.number().nullable().describe('Real images trained on a second; null unless it is running.'),
    latest: stepDataSchema.nullable().describe('The last step, if any.'),
    best: bestCheckpointSchema
      .nullable()
      .describe(
        'Of the evaluated checkpoints the one with the best score by `bestBy`; null without `evaluateImages`, or as yet.',
      ),
    warnings: z
      .array(warningSchema)
      .describe(
        'What makes the run useless though it goes on, or ends in `succeeded`: the newest of each code. One with a `toStep` is over.',
      ),
    device: deviceSchema.nullable().describe('What the current attempt computes on.'),
    attempts: z.array(attemptSchema).describe('Executions so far, oldest first.'),
    error: errorSummarySchema.nullable().describe('Why the job failed.'),
    createdAt: z.iso.datetime().describe('When it was posted.'),
    startedAt: z.iso.datetime().nullable().describe('When its first attempt began; null before.'),
    finishedAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'When it ended; null before.', examples: ['2026-11-20T12:18:03.000Z'] }),
  })
  .meta({ id: 'Job', examples: [exampleJob] });
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
