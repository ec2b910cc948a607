import type { Duplex } from 'node:stream';
import type { WebSocket } from '@fastify/websocket';
import type { FastifyBaseLogger } from 'fastify';
import type { Gap, Heartbeat, Hello } from '../../contracts/stream.js';
import { AtelierError } from '../../errors.js';
import type { LoggedEvent } from '../../jobs/events/logged-event.js';
import type { StreamMetrics } from '../../telemetry/api-metrics.js';
import type { Connection } from './clients.js';
import type { EncodeEvents } from './messages.js';
import { Pace } from './pace.js';
import type { Sink } from './sink.js';

/** Close codes: 4400 and up say what was wrong with the handshake, as HTTP would. */
export const closeCodes = {
  jobEnded: 1000,
  shuttingDown: 1001,
  revoked: 1008,
  serverFailed: 1011,
  tooSlow: 1013,
  badRequest: 4400,
  unauthenticated: 4401,
  forbidden: 4403,
  notFound: 4404,
  notAcceptable: 4406,
} as const;

/** RFC 6455: a control frame has 125 bytes, two of them for the code. */
const MAX_REASON_BYTES = 123;

/** Sends a job's events over a WebSocket, one JSON message an event. */
export class WebSocketSink implements Sink, Connection {
  readonly #pace: Pace;
  #ponged = true;
  #greeted = false;

  /**
   * @param stream what the WebSocket runs on. Frames that all clients share are written to it as they are: ws would make
   *   a header for each client, and write it by itself. Nothing of ws waits in between, because it doesn't compress.
   * @param saysHeartbeats whether the client is told that the connection is alive: browsers don't show a page the pings
   */
  constructor(
    private readonly socket: WebSocket,
    private readonly stream: Duplex,
    private readonly log: FastifyBaseLogger,
    private readonly metrics: Pick<StreamMetrics, 'dropped'>,
    private readonly encode: EncodeEvents,
    private readonly saysHeartbeats: boolean,
  ) {
    this.#pace = new Pace(stream, () => {
      log.info('closed a client that reads too slowly');
      metrics.dropped('slow');
      socket.close(closeCodes.tooSlow, 'the client reads too slowly');
    });
    socket.on('pong', () => {
      this.#ponged = true;
    });
    socket.on('close', () => this.#pace.stop());
  }

  get ready(): boolean {
    return this.#pace.ready;
  }

  onReady(listener: () => void): void {
    this.#pace.onReady(listener);
  }

  hello(hello: Hello): void {
    this.#greeted = true;
    this.#send(hello);
  }

  gap(gap: Gap): void {
    this.#send(gap);
  }

  events(events: readonly LoggedEvent[]): void {
    // After a closing frame nothing may follow.
    if (this.socket.readyState !== this.socket.OPEN) return;
    this.stream.write(this.encode(events));
    this.#pace.wrote();
  }

  end(): void {
    this.socket.close(closeCodes.jobEnded, 'the job has ended');
  }

  /** Closes with the code that fits the error. */
  fail(error: unknown): void {
    if (error instanceof AtelierError && error.status < 500) {
      this.socket.close(codeOf(error), fitting(error.message));
    } else {
      this.log.error({ err: error }, 'a stream failed');
      this.socket.close(closeCodes.serverFailed, 'the server failed');
    }
  }

  /** Drops a peer that hasn't answered the ping before. */
  beat(): void {
    // One that was told why it is closed is given the time to read it; ws ends that after 30 s.
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (!this.#ponged) {
      this.metrics.dropped('dead');
      this.socket.terminate();
      return;
    }
    this.#ponged = false;
    this.socket.ping();
    // `hello` comes first, and whoever has no room for events has none for this.
    if (this.saysHeartbeats && this.#greeted && this.ready) this.#send({ type: 'heartbeat' });
  }

  leave(): void {
    this.socket.close(closeCodes.shuttingDown, 'the server shuts down');
  }

  revoke(): void {
    this.socket.close(closeCodes.revoked, 'the API key was revoked');
  }

  #send(message: Hello | Gap | Heartbeat): void {
    this.socket.send(JSON.stringify(message));
    this.#pace.wrote();
  }
}

function codeOf({ status }: AtelierError): number {
  switch (status) {
    case 401:
      return closeCodes.unauthenticated;
    case 403:
      return closeCodes.forbidden;
    case 404:
      return closeCodes.notFound;
    default:
      return closeCodes.badRequest;
  }
}

/** As much of a reason as a closing frame has room for. */
function fitting(reason: string): string {
  return Buffer.from(reason)
    .subarray(0, MAX_REASON_BYTES)
    .toString()
    .replace(/\uFFFD$/, '');
}
