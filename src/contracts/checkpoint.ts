import { z } from 'zod';
import { architectureNames } from '../models/networks.js';
import { exampleOf } from './examples.js';
import { exampleHyperparameters, hyperparametersSchema } from './hyperparameters.js';
import { classesSchema } from './label.js';
import { qualitySchema } from './quality.js';
import { tuningSchema } from './tuning.js';
import { balanceSchema } from './warning.js';

/** A checkpoint's id is its job's and its step's: `job_01J….480`. */
export function checkpointId(jobId: string, step: number): string {
  return `${jobId}.${step}`;
}

/** Where a checkpoint's objects are in the store. */
export function checkpointFolder(jobId: string, step: number): string {
  return `jobs/${jobId}/checkpoints/${step}`;
}

/** The object that says what a checkpoint is made of. */
export function manifestKey(jobId: string, step: number): string {
  return `${checkpointFolder(jobId, step)}/manifest.json`;
}

/** @returns the job and step of a checkpoint's id, or undefined if it isn't one */
export function parseCheckpointId(id: string): { jobId: string; step: number } | undefined {
  const match = /^(job_[0-9A-Z]{26})\.(\d{1,15})$/.exec(id);
  return match ? { jobId: match[1] as string, step: Number(match[2]) } : undefined;
}

/** Which of a job's checkpoints is meant. */
export const chosenStepSchema = z
  .union([z.int().min(0), z.enum(['best', 'last'])])
  .describe(
    'Which checkpoint of the job: that of a step, `last` (the default), or `best`: of those that were evaluated ' +
      '(`evaluateImages`) the one with the best score by `bestBy`.',
  )
  .meta({ examples: ['best', 480] });
export type ChosenStep = z.infer<typeof chosenStepSchema>;

/**
 * What a checkpoint is made of. It is written last: where there is a manifest, there is a whole checkpoint.
 */
export const checkpointManifestSchema = z
  .object({
    format: z.literal(1).describe('Version of this description.'),
    id: z.string().describe('The id of its job, a dot, and its step.'),
    job: z.string().describe('Id of the job that made it.'),
    dataset: z.string().nullable().describe('Id of the dataset it was trained on; null for imported weights.'),
    epoch: z.int().describe('Epochs finished.'),
    step: z.int().describe('Steps done.'),
    createdAt: z.iso.datetime().describe('When it was written.'),
    architecture: z.enum(architectureNames).default('dcgan').describe('What networks its weights are of.'),
    hyperparameters: hyperparametersSchema.describe('Those that it was trained with.'),
    classes: classesSchema,
    optimizerSteps: z
      .object({
        generator: z.int().describe("Steps of the generator's Adam."),
        discriminator: z.int().describe("Steps of the discriminator's Adam."),
      })
      .describe('More than `step` where the weights came from another job.'),
    tuning: tuningSchema.nullable().default(null).describe('Null for a precision that is not tuned.'),
    quality: qualitySchema
      .nullable()
      .default(null)
      .describe("How good its designs are, by every metric; null where it wasn't evaluated."),
    balance: balanceSchema
      .optional()
      .describe('How the networks stand against each other; left out where neither has beaten the other.'),
    weights: z
      .object({
        key: z.string().describe('Its name in the store.'),
        bytes: z.int().describe('Its size.'),
        sha256: z.string().describe('Its checksum, in hex.'),
      })
      .describe('A safetensors object: networks, running statistics and optimizers.'),
  })
  .meta({
    id: 'Checkpoint',
    examples: [
      {
        format: 1,
        id: exampleOf.checkpoint,
        job: exampleOf.job,
        dataset: exampleOf.dataset,
        epoch: 3,
        step: 480,
        createdAt: exampleOf.now,
        architecture: 'dcgan',
        hyperparameters: exampleHyperparameters,
        classes: null,
        optimizerSteps: { generator: 480, discriminator: 480 },
        tuning: null,
        weights: {
          key: `jobs/${exampleOf.job}/checkpoints/480/${exampleOf.sha256}.safetensors`,
          bytes: 76_148_912,
          sha256: exampleOf.sha256,
        },
      },
    ],
  });
export type CheckpointManifest = z.infer<typeof checkpointManifestSchema>;
