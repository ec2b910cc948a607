import { Telemetry } from '../../src/telemetry/telemetry.js';

export interface MetricFacts {
  readonly type: string;
  readonly help: string;
  readonly labels: readonly string[];
}

/** All metrics of ours, of API processes and workers together, each with one series at least. */
export async function everyMetric(): Promise<Record<string, MetricFacts>> {
  const metrics: Record<string, MetricFacts> = {};
  for (const metric of await busyTelemetry().registry.getMetricsAsJSON()) {
    if (!metric.name.startsWith('atelier_')) continue;
    const { name, help, type } = metric;
    const { values } = metric as unknown as { values: { labels: Record<string, string> }[] };
    const labels = new Set(values.flatMap((value) => Object.keys(value.labels)));
    labels.delete('le');
    metrics[name] = { type: String(type), help, labels: [...labels].sort() };
  }
  return metrics;
}

/** Telemetry of a process that does everything, and has done each thing once. */
export function busyTelemetry(): Telemetry {
  const telemetry = new Telemetry();
  telemetry.api.http.responded({ method: 'GET', route: '/jobs', status: 200 }, 0.001);
  telemetry.sampler.failed('internal_error');
  telemetry.storeFailed('get');
  telemetry.watchQueues(async () => ({
    jobs: { queued: 1 },
    queues: { waiting: 1 },
    workers: 1,
    clockSkew: 0,
  }));
  telemetry.watchMemory(async () => ({ devices: [{ device: 'cpu', used: 1, total: 2 }], processes: { trainer: 1 } }));
  const step = { epoch: 0, step: 1, lossD: 1, lossG: 1, dReal: 0.5, dFakeBefore: 0.5, dFakeAfter: 0.5 };
  telemetry.training.begin(128).step({ ...step, imagesPerSecond: 1, etaSeconds: 1 }, 1);
  return telemetry;
}
