import type { Job } from '../../contracts/job.js';

/** A client that has this much unread is too slow, in bytes. */
export const MAX_UNREAD_BYTES = 4 * 1024 ** 2;
/** How often an idle stream shows life, in ms: dead peers are found, and proxies don't close it. */
export const HEARTBEAT_MS = 20_000;

/** First message to a client: the job now, and which events its log holds. */
export interface Hello {
  readonly type: 'hello';
  readonly job: Job;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** Where a client's messages go: a WebSocket or a stream of server-sent events. */
export interface Sink {
  hello(hello: Hello): void;
  event(seq: number, json: string): void;
  /** The job has ended and everything was sent. */
  end(): void;
  fail(error: unknown): void;
}
