import type { MetricName, MetricValue } from '../contracts/metrics/registry.js';
import type { Measurement } from './measurement.js';
import { msSsim } from './ms-ssim.js';
import { swd } from './swd.js';

/** What computes each metric of `src/contracts/metrics/registry.ts`. */
export const measurements: { readonly [Name in MetricName]: Measurement<MetricValue<Name>> } = { swd, msSsim };
