import { Gauge, type Registry } from 'prom-client';
import { readGauges, readTogether } from './read-gauges.js';

/** What Redis says of the whole service at one moment. */
export interface QueueDepths {
  /** Jobs by state; those that have ended together, as `ended`. */
  readonly jobs: Readonly<Record<string, number>>;
  /** Lengths by name. */
  readonly queues: Readonly<Record<string, number>>;
  /** Workers that were alive a moment ago. */
  readonly workers: number;
  /** By how much the clock of this machine is ahead of Redis's, in seconds. */
  readonly clockSkew: number;
}

/**
 * Metrics that Redis has of the whole service, read when they are asked for: once for all of them. Every API process says
 * the same, so they are not to be added up.
 */
export function registerQueueMetrics(registry: Registry, read: () => Promise<QueueDepths>): void {
  /** Undefined while Redis is away. */
  const now = readTogether(() => read().catch(() => undefined));
  new Gauge({
    name: 'atelier_redis_up',
    help: 'Whether Redis answered this process: 1 or 0.',
    registers: [registry],
    async collect() {
      this.set((await now()) ? 1 : 0);
    },
  });
  const single = (name: string, help: string, value: (depths: QueueDepths) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const depths = await now();
        // What isn't known is left out: 0 would be a statement.
        if (depths) this.set(value(depths));
        else this.remove();
      },
    });
  single('atelier_workers', 'Workers that were alive a moment ago.', ({ workers }) => workers);
  single(
    'atelier_redis_clock_skew_seconds',
    "By how much this machine's clock is ahead of Redis's.",
    ({ clockSkew }) => clockSkew,
  );
  readGauges(
    registry,
    { name: 'atelier_jobs', help: 'Jobs by state; those that have ended together, as ended.', label: 'state' },
    async () => (await now())?.jobs ?? {},
  );
  readGauges(
    registry,
    {
      name: 'atelier_queue_depth',
      help: 'Length of a queue: jobs waiting, active, owed to BullMQ and paused for want of room; designs; webhook messages.',
      label: 'queue',
    },
    async () => (await now())?.queues ?? {},
  );
}
