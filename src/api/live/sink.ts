import type { Gap, Hello } from '../../contracts/stream.js';
import type { LoggedEvent } from '../../jobs/events/logged-event.js';

/** Where a client's messages go: a WebSocket or a stream of server-sent events. */
export interface Sink {
  /** Whether the client takes more now. */
  readonly ready: boolean;
  /** @param listener called when the client takes more again, after it didn't */
  onReady(listener: () => void): void;
  hello(hello: Hello): void;
  gap(gap: Gap): void;
  /** @param events all clients that are given the same array share its bytes */
  events(events: readonly LoggedEvent[]): void;
  /** The job has ended and everything was sent. @param last number of its last event */
  end(last: number): void;
  fail(error: unknown): void;
}
