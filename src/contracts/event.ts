import { z } from 'zod';
import { errorSummarySchema } from './error.js';
import { exampleOf } from './examples.js';
import { jobStateSchema, pauseReasonSchema } from './job-state.js';
import { exampleQuality, type QualityData, qualityDataSchema } from './quality.js';
import { warningSchema } from './warning.js';

export const exampleStep = {
  epoch: 3,
  step: 481,
  lossD: 0.74,
  lossG: 2.91,
  dReal: 0.71,
  dFakeBefore: 0.22,
  dFakeAfter: 0.09,
  imagesPerSecond: 84.2,
  etaSeconds: 8_998,
};

/** What one training step reports. The stream, the metrics and their CSV use the same names. */
export const stepDataSchema = z
  .object({
    epoch: z.int().describe('The pass over the dataset that the step belongs to, from 0.'),
    step: z.int().describe('From 1, over the whole run.'),
    lossD: z.number().describe('BCE(D(x), 1) + BCE(D(G(z)), 0).'),
    lossG: z.number().describe("BCE(D(G(z)), 1) after D's update."),
    dReal: z.number().describe('Mean D(x): how real D finds real images, 0 to 1.'),
    dFakeBefore: z.number().describe("Mean D(G(z)) before D's update."),
    dFakeAfter: z.number().describe("Mean D(G(z)) after D's update."),
    imagesPerSecond: z.number().describe('Real images trained on a second, over the last steps.'),
    etaSeconds: z.number().describe('Estimated seconds to the end of the run.'),
  })
  .meta({ id: 'Step', examples: [exampleStep] });
export type StepData = z.infer<typeof stepDataSchema>;

const stateDataSchema = z.object({
  state: jobStateSchema.describe('What the job is now.'),
  attempt: z.int().optional().describe('The execution that the state belongs to, from 1.'),
  fromStep: z.int().optional().describe('Step of the checkpoint that a running attempt starts from; 0 for none.'),
  reason: z
    .string()
    .optional()
    .meta({ description: 'Why, in words, where a client did not ask for it.', examples: ['the worker shuts down'] }),
  pauseReason: pauseReasonSchema.optional(),
  error: errorSummarySchema.optional().describe('Why the job failed.'),
});
export type StateData = z.infer<typeof stateDataSchema>;

const sampleDataSchema = z.object({
  epoch: z.int().describe('Epochs finished.'),
  step: z.int().describe('Steps done when the grid was made; 0 is before training.'),
  url: z.string().describe('Where the grid is, a PNG.'),
});
export type SampleData = z.infer<typeof sampleDataSchema>;

const checkpointDataSchema = z.object({
  epoch: z.int().describe('Epochs finished.'),
  step: z.int().describe('Steps done.'),
  bytes: z.int().describe('Size of its weights.'),
  id: z.string().describe('What `POST /generate` and `PUT /models/{name}` call it by.'),
});
export type CheckpointData = z.infer<typeof checkpointDataSchema>;

const logDataSchema = z.object({
  level: z.enum(['info', 'warn', 'error']).describe('How much it matters.'),
  message: z.string().describe('For people.'),
  progress: z
    .object({
      phase: z.string().describe('What is being done.'),
      done: z.int().describe('Images so far.'),
      total: z.int().describe('Images of the dataset.'),
    })
    .optional()
    .describe('How far a phase before training is, such as `preparing`.'),
  warning: warningSchema.optional().describe('What the run is warned of, or not any more (`toStep`).'),
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

const numbered = {
  seq: z.int().describe('Number of the event in its job, from 1 without gaps.'),
  at: z.iso.datetime().describe('When it was logged.'),
};

const exampleEvents = [
  { seq: 495, at: exampleOf.now, type: 'step', data: exampleStep },
  { seq: 492, at: exampleOf.now, type: 'quality', data: exampleQuality },
  { seq: 2, at: exampleOf.startedAt, type: 'state', data: { state: 'running', attempt: 1, fromStep: 0 } },
  {
    seq: 494,
    at: exampleOf.now,
    type: 'sample',
    data: { epoch: 3, step: 480, url: `/jobs/${exampleOf.job}/samples/480.png` },
  },
  {
    seq: 493,
    at: exampleOf.now,
    type: 'checkpoint',
    data: { epoch: 3, step: 480, bytes: 76_148_912, id: exampleOf.checkpoint },
  },
  {
    seq: 3,
    at: exampleOf.startedAt,
    type: 'log',
    data: {
      level: 'info',
      message: 'Prepared 2000 of 20480 images.',
      progress: { phase: 'preparing', done: 2_000, total: 20_480 },
    },
  },
];

function eventOf<Type extends string, Data extends z.ZodType>(type: Type, data: Data, description: string) {
  return z
    .object({ ...numbered, type: z.literal(type).describe('Says what `data` is.'), data: data.describe(description) })
    .describe(description);
}

/** One entry of a job's log. */
export const jobEventSchema = z
  .discriminatedUnion('type', [
    eventOf('state', stateDataSchema, 'The job changed its state; `reason`, `pauseReason` and `error` say why.'),
    eventOf('step', stepDataSchema, 'A training step was done.'),
    eventOf('sample', sampleDataSchema, 'A grid of the 64 fixed noise vectors was made.'),
    eventOf('checkpoint', checkpointDataSchema, 'A checkpoint was written, and can be used.'),
    eventOf('quality', qualityDataSchema, 'The checkpoint that is about to be written was compared with the photos.'),
    eventOf('log', logDataSchema, 'Something worth telling people.'),
  ])
  .meta({ id: 'JobEvent', examples: exampleEvents });
export type JobEvent = z.infer<typeof jobEventSchema>;
