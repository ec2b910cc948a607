import { z } from 'zod';
import { jobStateSchema, pauseReasonSchema } from './job-state.js';
import { type QualityData, qualityDataSchema } from './quality.js';

/** What one training step reports. The stream, the metrics and their CSV use the same names. */
export const stepDataSchema = z
  .object({
    epoch: z.int().describe('From 0.'),
    step: z.int().describe('From 1, over the whole run.'),
    lossD: z.number().describe('BCE(D(x), 1) + BCE(D(G(z)), 0).'),
    lossG: z.number().describe("BCE(D(G(z)), 1) after D's update."),
    dReal: z.number().describe('Mean D(x): how real D finds real images, 0 to 1.'),
    dFakeBefore: z.number().describe("Mean D(G(z)) before D's update."),
    dFakeAfter: z.number().describe("Mean D(G(z)) after D's update."),
    imagesPerSecond: z.number().describe('Real images trained on a second, over the last steps.'),
    etaSeconds: z.number().describe('Estimated seconds to the end of the run.'),
  })
  .meta({ id: 'Step' });
export type StepData = z.infer<typeof stepDataSchema>;

export const errorSummarySchema = z.object({ code: z.string(), message: z.string() }).meta({ id: 'ErrorSummary' });

const stateDataSchema = z.object({
  state: jobStateSchema,
  attempt: z.int().optional().describe('The execution that the state belongs to, from 1.'),
  fromStep: z.int().optional().describe('The checkpoint that a running attempt starts from; 0 for none.'),
  reason: z.string().optional(),
  pauseReason: pauseReasonSchema.optional(),
  error: errorSummarySchema.optional(),
});
export type StateData = z.infer<typeof stateDataSchema>;

const sampleDataSchema = z.object({ epoch: z.int(), step: z.int(), url: z.string() });
export type SampleData = z.infer<typeof sampleDataSchema>;

const checkpointDataSchema = z.object({ epoch: z.int(), step: z.int(), bytes: z.int(), id: z.string() });
export type CheckpointData = z.infer<typeof checkpointDataSchema>;

const logDataSchema = z.object({
  level: z.enum(['info', 'warn', 'error']),
  message: z.string(),
  progress: z
    .object({ phase: z.string(), done: z.int(), total: z.int() })
    .optional()
    .describe('How far a phase before training is, such as `preparing`.'),
});
export type LogData = z.infer<typeof logDataSchema>;

/** What the trainer reports, before the log gives it a number. */
export type EventBody =
  | { readonly type: 'state'; readonly data: StateData }
  | { readonly type: 'step'; readonly data: StepData }
  | { readonly type: 'sample'; readonly data: SampleData }
  | { readonly type: 'checkpoint'; readonly data: CheckpointData }
  | { readonly type: 'quality'; readonly data: QualityData }
  | { readonly type: 'log'; readonly data: LogData };

const numbered = { seq: z.int().describe('From 1, without gaps.'), at: z.iso.datetime() };

/** One entry of a job's log. */
export const jobEventSchema = z
  .discriminatedUnion('type', [
    z.object({ ...numbered, type: z.literal('state'), data: stateDataSchema }),
    z.object({ ...numbered, type: z.literal('step'), data: stepDataSchema }),
    z.object({ ...numbered, type: z.literal('sample'), data: sampleDataSchema }),
    z.object({ ...numbered, type: z.literal('checkpoint'), data: checkpointDataSchema }),
    z.object({ ...numbered, type: z.literal('quality'), data: qualityDataSchema }),
    z.object({ ...numbered, type: z.literal('log'), data: logDataSchema }),
  ])
  .meta({ id: 'JobEvent' });
export type JobEvent = z.infer<typeof jobEventSchema>;
