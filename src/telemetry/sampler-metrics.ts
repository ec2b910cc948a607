import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { SamplerPass } from '../contracts/sampler-messages.js';
import type { ErrorCode } from '../errors.js';

const PASS_DESIGNS = [1, 2, 4, 8, 16, 32, 64, 128];
const PASS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const WAIT_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** What a worker's sampler makes, whoever asked for it. */
export class SamplerMetrics {
  readonly #designs;
  readonly #seconds;
  readonly #waits;
  readonly #failures: Counter<'code'>;
  readonly #ready: Gauge;
  readonly #restarts: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#designs = new Histogram({
      name: 'atelier_sampler_batch_designs',
      help: 'Designs of one pass of a generator; the sum is how many were made in all.',
      buckets: PASS_DESIGNS,
      registers,
    });
    this.#seconds = new Histogram({
      name: 'atelier_sampler_batch_duration_seconds',
      help: 'Time that one pass of a generator took.',
      buckets: PASS_SECONDS,
      registers,
    });
    this.#waits = new Histogram({
      name: 'atelier_sampler_request_duration_seconds',
      help: 'Time from when the sampler was asked for designs until all were made; a part of a request has 64 at most.',
      buckets: WAIT_SECONDS,
      registers,
    });
    this.#failures = new Counter({
      name: 'atelier_sampler_failures_total',
      help: "Requests that the sampler refused or failed, by the error's code.",
      labelNames: ['code'],
      registers,
    });
    this.#ready = new Gauge({
      name: 'atelier_sampler_up',
      help: 'Whether the sampler takes requests: 1 or 0.',
      registers,
    });
    this.#restarts = new Counter({
      name: 'atelier_sampler_restarts_total',
      help: 'How often the sampler ended by itself and was started again.',
      registers,
    });
  }

  pass({ designs, seconds, waited }: SamplerPass): void {
    this.#designs.observe(designs);
    this.#seconds.observe(seconds);
    for (const wait of waited) this.#waits.observe(wait);
  }

  failed(code: ErrorCode): void {
    this.#failures.inc({ code });
  }

  up(isUp: boolean): void {
    this.#ready.set(isUp ? 1 : 0);
  }

  restarted(): void {
    this.#restarts.inc();
  }
}
