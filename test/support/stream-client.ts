import { WebSocket } from 'ws';
import type { JobEvent } from '../../src/contracts/event.js';
import type { Gap, Heartbeat, Hello } from '../../src/contracts/stream.js';

export type StreamMessage = Hello | Gap | Heartbeat | JobEvent;

/** A client of a job's stream that keeps all it was sent. */
export class StreamClient {
  readonly messages: StreamMessage[] = [];
  readonly socket: WebSocket;
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
  readonly #waiting = new Set<{ holds: () => boolean; resolve: () => void }>();

  constructor(url: string, protocols: string[] = [], headers: Readonly<Record<string, string>> = {}) {
    this.socket = new WebSocket(url, protocols, { headers });
    this.socket.on('message', (data) => {
      this.messages.push(JSON.parse(String(data)) as StreamMessage);
      for (const waiting of this.#waiting) {
        if (!waiting.holds()) continue;
        this.#waiting.delete(waiting);
        waiting.resolve();
      }
    });
    this.closed = new Promise((resolve) => this.socket.on('close', resolve));
    this.socket.on('error', () => {});
  }

  get events(): JobEvent[] {
    return this.messages.filter((message) => 'seq' in message);
  }

  get gaps(): Gap[] {
    return this.messages.filter((message) => message.type === 'gap');
  }

  /** Resolves when an event of this number or a later one has arrived. */
  async untilSeq(seq: number): Promise<void> {
    await this.#until(() => this.messages.some((message) => 'seq' in message && message.seq >= seq));
  }

  async untilHello(): Promise<void> {
    await this.#until(() => this.messages.length > 0);
  }

  #until(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.add({ holds, resolve }));
  }
}

/** The numbers that a client was told of, by an event or by a gap that leaves them out, in the order of arrival. */
export function numbersTold(messages: readonly StreamMessage[]): number[] {
  return messages.flatMap((message) => {
    if (message.type === 'hello' || message.type === 'heartbeat') return [];
    if (message.type !== 'gap') return [message.seq];
    const { from, to } = message.data;
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}

/** 1, 2, … to a number. */
export function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, i) => i + 1);
}
