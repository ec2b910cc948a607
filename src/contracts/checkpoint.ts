import { z } from 'zod';
import { hyperparametersSchema } from './hyperparameters.js';
import { classesSchema } from './label.js';
import { qualitySchema } from './quality.js';
import { tuningSchema } from './tuning.js';

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
      '(`evaluateImages`) the nearest to the photos.',
  )
  .meta({ examples: ['best', 480] });
export type ChosenStep = z.infer<typeof chosenStepSchema>;

/**
 * What a checkpoint is made of. It is written last: where there is a manifest, there is a whole checkpoint.
 */
export const checkpointManifestSchema = z
  .object({
    format: z.literal(1),
    id: z.string(),
    job: z.string(),
    dataset: z.string().nullable().describe('Null for imported weights.'),
    epoch: z.int().describe('Epochs finished.'),
    step: z.int().describe('Steps done.'),
    createdAt: z.iso.datetime(),
    hyperparameters: hyperparametersSchema,
    classes: classesSchema,
    optimizerSteps: z.object({ generator: z.int(), discriminator: z.int() }),
    tuning: tuningSchema.nullable().default(null).describe('Null for a precision that is not tuned.'),
    quality: qualitySchema
      .nullable()
      .default(null)
      .describe("How near its designs are to the photos; null where it wasn't evaluated."),
    weights: z
      .object({ key: z.string(), bytes: z.int(), sha256: z.string() })
      .describe('A safetensors object: networks, running statistics and optimizers.'),
  })
  .meta({ id: 'Checkpoint' });
export type CheckpointManifest = z.infer<typeof checkpointManifestSchema>;
