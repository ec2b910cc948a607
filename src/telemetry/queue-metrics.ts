import { Gauge, type Registry } from 'prom-client';

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
 * Figures that Redis has of the whole service, read when they are asked for: once for all of them. Every API process says
 * the same, so they are not to be added up.
 */
export class QueueMetrics {
  #reading: Promise<QueueDepths | undefined> | undefined;

  constructor(
    registry: Registry,
    private readonly read: () => Promise<QueueDepths>,
  ) {
    const registers = [registry];
    const now = () => this.#now();
    new Gauge({
      name: 'atelier_redis_up',
      help: 'Whether Redis answered this process: 1 or 0.',
      registers,
      async collect() {
        this.set((await now()) ? 1 : 0);
      },
    });
    this.#single('atelier_workers', 'Workers that were alive a moment ago.', registry, ({ workers }) => workers);
    this.#single(
      'atelier_redis_clock_skew_seconds',
      "By how much this machine's clock is ahead of Redis's.",
      registry,
      ({ clockSkew }) => clockSkew,
    );
    new Gauge({
      name: 'atelier_jobs',
      help: 'Jobs by state; those that have ended together, as ended.',
      labelNames: ['state'],
      registers,
      async collect() {
        const depths = await now();
        this.reset();
        for (const [state, count] of Object.entries(depths?.jobs ?? {})) this.set({ state }, count);
      },
    });
    new Gauge({
      name: 'atelier_queue_depth',
      help: 'Length of a queue: waiting and active jobs, entries owed to BullMQ, jobs paused for want of room, designs.',
      labelNames: ['queue'],
      registers,
      async collect() {
        const depths = await now();
        this.reset();
        for (const [queue, length] of Object.entries(depths?.queues ?? {})) this.set({ queue }, length);
      },
    });
  }

  #single(name: string, help: string, registry: Registry, figure: (depths: QueueDepths) => number): void {
    const now = () => this.#now();
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const depths = await now();
        // What isn't known is left out: 0 would be a statement.
        if (depths) this.set(figure(depths));
        else this.remove();
      },
    });
  }

  /** @returns undefined while Redis is away */
  #now(): Promise<QueueDepths | undefined> {
    this.#reading ??= this.read()
      .catch(() => undefined)
      .finally(() => {
        this.#reading = undefined;
      });
    return this.#reading;
  }
}
