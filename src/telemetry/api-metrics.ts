import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { readGauge } from './read-gauges.js';

/** In seconds: a look at a job takes a tenth of the first, a large zip of designs more than the last. */
const REQUEST_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** What an API process counts of its requests, streams, waiting designs and webhooks. */
export class ApiMetrics {
  readonly http: HttpMetrics;
  readonly streams: StreamMetrics;
  readonly webhooks: WebhookMetrics;
  /** Set by who knows: designs that requests wait for now. */
  designsWaiting: () => number = () => 0;

  constructor(registry: Registry) {
    this.http = new HttpMetrics(registry);
    this.streams = new StreamMetrics(registry);
    this.webhooks = new WebhookMetrics(registry);
    readGauge(registry, 'atelier_designs_waiting', 'Designs that requests of this process wait for at samplers.', () =>
      this.designsWaiting(),
    );
  }
}

const OUTCOMES = ['delivered', 'again', 'given_up', 'gone'] as const;

/** How webhooks are reached. */
export class WebhookMetrics {
  readonly #attempts: Counter<'outcome'>;

  constructor(registry: Registry) {
    this.#attempts = new Counter({
      name: 'atelier_webhook_attempts_total',
      help: 'Attempts of this process to deliver to a webhook: delivered, to be made again, given_up, or gone (410).',
      labelNames: ['outcome'],
      registers: [registry],
    });
    for (const outcome of OUTCOMES) this.#attempts.inc({ outcome }, 0);
  }

  attempted(outcome: (typeof OUTCOMES)[number]): void {
    this.#attempts.inc({ outcome });
  }
}

export class HttpMetrics {
  readonly #durations: Histogram<'method' | 'route' | 'status'>;
  /** Set by who knows: requests at work. */
  inFlight: () => number = () => 0;

  constructor(registry: Registry) {
    this.#durations = new Histogram({
      name: 'atelier_http_request_duration_seconds',
      help: 'Time from a request to the end of its answer, by method, route and status; streams are left out.',
      labelNames: ['method', 'route', 'status'],
      buckets: REQUEST_SECONDS,
      registers: [registry],
    });
    readGauge(
      registry,
      'atelier_http_requests_in_flight',
      'Requests that this process is at work on; streams are left out.',
      () => this.inFlight(),
    );
  }

  /** A request was responded to, after so many seconds. */
  responded(labels: { method: string; route: string; status: number }, seconds: number): void {
    this.#durations.observe(labels, seconds);
  }
}

/** What clients of streams were sent and spared. */
export class StreamMetrics {
  /** Events that clients were sent, each counted for each client. Counted here, since it is the hottest of all. */
  sent = 0;
  readonly #clients: Gauge<'transport'>;
  readonly #leftOut: Counter<'reason'>;
  readonly #dropped: Counter<'reason'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#clients = new Gauge({
      name: 'atelier_stream_clients',
      help: 'Open streams of this process, by transport: websocket or sse.',
      labelNames: ['transport'],
      registers,
    });
    this.#leftOut = new Counter({
      name: 'atelier_stream_events_left_out_total',
      help: 'Events that clients were not sent: steps that slow ones were spared, and what was moved to the archive.',
      labelNames: ['reason'],
      registers,
    });
    this.#dropped = new Counter({
      name: 'atelier_stream_clients_dropped_total',
      help: 'Streams that were closed because their client was too slow, or did not answer any more.',
      labelNames: ['reason'],
      registers,
    });
    const sent = () => this.sent;
    new Counter({
      name: 'atelier_stream_events_sent_total',
      help: 'Events that were sent, each counted for each client.',
      registers,
      collect() {
        this.reset();
        this.inc(sent());
      },
    });
    // Series that are there from the start: a rate knows the first increase.
    for (const transport of ['websocket', 'sse']) this.#clients.set({ transport }, 0);
    for (const reason of ['slow', 'archived']) this.#leftOut.inc({ reason }, 0);
    for (const reason of ['slow', 'dead']) this.#dropped.inc({ reason }, 0);
  }

  /** @returns what to call when the client is gone */
  opened(transport: 'websocket' | 'sse'): () => void {
    this.#clients.inc({ transport });
    return () => this.#clients.dec({ transport });
  }

  leftOut(reason: 'slow' | 'archived', events: number): void {
    this.#leftOut.inc({ reason }, events);
  }

  dropped(reason: 'slow' | 'dead'): void {
    this.#dropped.inc({ reason });
  }
}
