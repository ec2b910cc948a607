import type { z } from 'zod';
import type { Metric } from './metric.js';
import { msSsim } from './ms-ssim.js';
import { swd } from './swd.js';

/** Every metric by its name in JSON. What computes each is in `src/metrics/registry.ts`. */
export const metrics = { swd, msSsim };

export type MetricName = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as [MetricName, ...MetricName[]];

type Fields = { readonly [Name in MetricName]: (typeof metrics)[Name]['field'] };

/** The fields of all metrics in a record, to be spread into its schema. */
export const metricFields = Object.fromEntries(metricNames.map((name) => [name, metrics[name].field])) as Fields;

/** What a metric's value is. */
export type MetricValue<Name extends MetricName> = NonNullable<z.infer<Fields[Name]>>;
/** The values of all metrics that were measured. */
export type MetricValues = Readonly<z.infer<z.ZodObject<Fields>>>;

/** A metric by its name, for what treats all alike. */
export function metricNamed(name: MetricName): Metric<unknown> {
  return metrics[name] as Metric<unknown>;
}
