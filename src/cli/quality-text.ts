import { metricNamed, metricNames } from '../contracts/metrics/registry.js';
import { type BestCheckpoint, type QualityData, scoreOf } from '../contracts/quality.js';

/** What an evaluation found, a line for each metric. */
export function qualityLines(found: QualityData): string[] {
  return metricNames
    .filter((name) => found[name] !== undefined)
    .map((name) => `step ${found.step} ${metricNamed(name).title} ${metricNamed(name).print(found[name])}`);
}

/** The score of an evaluation, with its metric: `SWD 58.213`. */
export function scoreText(found: QualityData | BestCheckpoint): string {
  const { metric, value } = scoreOf(found);
  const known = metricNames.find((name) => name === metric);
  return `${known ? metricNamed(known).title : metric} ${value}`;
}
