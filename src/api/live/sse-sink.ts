import { PassThrough } from 'node:stream';
import type { FastifyBaseLogger } from 'fastify';
import type { Gap, Hello } from '../../contracts/stream.js';
import type { LoggedEvent } from '../../jobs/events/logged-event.js';
import type { StreamMetrics } from '../../telemetry/api-metrics.js';
import type { Connection } from './clients.js';
import type { EncodeEvents } from './messages.js';
import { Pace } from './pace.js';
import type { Sink } from './sink.js';

/** Sends a job's events as server-sent events. */
export class SseSink implements Sink, Connection {
  /** The answer's body. */
  readonly body = new PassThrough();
  readonly #pace: Pace;
  /** Whether an event was sent, and its number with it. */
  #hasTold = false;

  constructor(
    private readonly log: FastifyBaseLogger,
    metrics: Pick<StreamMetrics, 'dropped'>,
    private readonly encode: EncodeEvents,
  ) {
    this.#pace = new Pace(this.body, () => {
      log.info('closed a client that reads too slowly');
      metrics.dropped('slow');
      // It can't be told why. It comes back and goes on where it was.
      this.body.destroy();
    });
    this.body.on('close', () => this.#pace.stop());
  }

  get ready(): boolean {
    return this.#pace.ready;
  }

  onReady(listener: () => void): void {
    this.#pace.onReady(listener);
  }

  hello(hello: Hello): void {
    this.#write(`event: hello\ndata: ${JSON.stringify(hello)}\n\n`);
  }

  gap(gap: Gap): void {
    this.#write(`event: gap\ndata: ${JSON.stringify(gap)}\n\n`);
  }

  events(events: readonly LoggedEvent[]): void {
    this.#hasTold = true;
    this.#write(this.encode(events));
  }

  /**
   * The last word, for those who close at it. An EventSource that doesn't comes back with the last number it was told, and
   * is told then that there is no more.
   */
  end(last: number): void {
    const id = this.#hasTold ? '' : `id: ${last}\n`;
    this.body.end(`${id}event: end\ndata: {}\n\n`);
  }

  fail(error: unknown): void {
    this.log.error({ err: error }, 'a stream failed');
    this.body.destroy();
  }

  beat(): void {
    this.#write(':\n\n');
  }

  leave(): void {
    this.body.end();
  }

  /** It comes back, and is refused then. */
  revoke(): void {
    this.body.end();
  }

  #write(bytes: string | Buffer): void {
    if (this.body.writableEnded || this.body.destroyed) return;
    this.body.write(bytes);
    this.#pace.wrote();
  }
}
