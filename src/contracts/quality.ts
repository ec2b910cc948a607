import { z } from 'zod';
import { exampleOf } from './examples.js';
import { directions } from './metrics/metric.js';
import {
  type MetricName,
  type MetricValues,
  metricFields,
  metricNamed,
  metricNames,
  metrics,
} from './metrics/registry.js';

/** The metric that decides which checkpoint is the best, unless a job names another: `bestBy`. */
export const DEFAULT_BEST_BY = 'swd' satisfies MetricName;

/** The number that checkpoints are compared by, of whichever metric. */
const scoreSchema = z
  .object({
    metric: z
      .string()
      .describe('The metric that it is of: that of `bestBy`, or `swd` where that could not be measured.')
      .meta({ examples: [DEFAULT_BEST_BY] }),
    value: z
      .number()
      .describe('The score.')
      .meta({ examples: [58.213] }),
    better: z
      .enum(directions)
      .describe('Which scores are better.')
      .meta({ examples: ['lower'] }),
  })
  .meta({ id: 'Score', examples: [{ metric: DEFAULT_BEST_BY, value: 58.213, better: 'lower' }] });
export type Score = z.infer<typeof scoreSchema>;

const measured = {
  ...metricFields,
  score: scoreSchema
    .optional()
    .describe(
      'What the job’s best checkpoint is chosen by; absent in checkpoints of before there was a choice, which are ' +
        'compared by `swd`.',
    ),
};

/** How good a checkpoint's designs are, by every metric. */
export const qualitySchema = z
  .object({
    images: z
      .int()
      .min(1)
      .describe(
        'How many designs were compared with as many photos: `evaluateImages`, or all photos if they are fewer.',
      )
      .meta({ examples: [128] }),
    ...measured,
  })
  .meta({ id: 'Quality' });
export type Quality = z.infer<typeof qualitySchema>;

/** Where in a run a checkpoint is. */
const position = {
  epoch: z
    .int()
    .describe('Epochs finished.')
    .meta({ examples: [3] }),
  step: z
    .int()
    .describe('Steps done: the checkpoint’s.')
    .meta({ examples: [480] }),
};

const exampleValues = Object.fromEntries(
  metricNames.map((name) => [name, metrics[name].example]),
) as unknown as MetricValues;
const exampleMeasured = { ...exampleValues, score: scoreFor(exampleValues, DEFAULT_BEST_BY) };

export const exampleQuality = { epoch: 3, step: 480, images: 128, ...exampleMeasured };
export const exampleBest = { checkpoint: exampleOf.checkpoint, epoch: 3, step: 480, ...exampleMeasured };

/** What a `quality` event tells of a checkpoint that is about to be written. */
export const qualityDataSchema = z
  .object({ ...position, ...qualitySchema.shape })
  .meta({ id: 'QualityOfStep', examples: [exampleQuality] });
export type QualityData = z.infer<typeof qualityDataSchema>;

/** The evaluated checkpoint of a job that has the best score. */
export const bestCheckpointSchema = z
  .object({
    checkpoint: z
      .string()
      .describe('Its id.')
      .meta({ examples: [exampleOf.checkpoint] }),
    ...position,
    ...measured,
  })
  .meta({ id: 'BestCheckpoint', examples: [exampleBest] });
export type BestCheckpoint = z.infer<typeof bestCheckpointSchema>;

/** @param bestBy the metric that decides; where it wasn't measured, `swd` does, which always is */
export function scoreFor(values: MetricValues, bestBy: MetricName): Score {
  const metric = values[bestBy] === undefined ? DEFAULT_BEST_BY : bestBy;
  const { better, score } = metricNamed(metric);
  return { metric, value: score(values[metric]), better };
}

/** Where what was measured before there was a score has one: Redis compares by it. */
export const UNSCORED = { path: [DEFAULT_BEST_BY, 'average'], better: metrics[DEFAULT_BEST_BY].better } as const;

/** The score of what was measured by any version: see `UNSCORED`. */
export function scoreOf(found: MetricValues & { readonly score?: Score | undefined }): Score {
  return found.score ?? scoreFor(found, DEFAULT_BEST_BY);
}
