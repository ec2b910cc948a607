import { AtelierError, ConnectionError, type Problem } from '../errors.js';
import type { Http } from '../http.js';
import { dataOf } from '../http.js';
import type { Transport } from '../transport.js';
import type { StreamMessage } from '../types.js';
import type { Connect, Ending } from './connection.js';
import { Deadline } from './deadline.js';

/** As much of a browser's WebSocket as is used here. */
interface Socket {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  close(): void;
}
type SocketClass = new (url: string) => Socket;

const JOB_ENDED = 1000;
const UNAUTHENTICATED = 4401;

/** Close codes after which connecting anew is no use, as HTTP would have said it. */
const refusals: Record<number, Pick<Problem, 'code' | 'status'>> = {
  1008: { code: 'unauthenticated', status: 401 },
  4400: { code: 'validation_failed', status: 422 },
  [UNAUTHENTICATED]: { code: 'unauthenticated', status: 401 },
  4403: { code: 'forbidden', status: 403 },
  4404: { code: 'job_not_found', status: 404 },
  4406: { code: 'not_acceptable', status: 406 },
};

/**
 * A stream as a WebSocket. A browser can't send a key with one, so it is traded for a ticket first.
 * @param silence a connection that says nothing for so many ms, not even a heartbeat, is taken for lost. Where the network
 *   is gone without a word, a browser itself may take many minutes to notice
 * @throws TypeError where the platform has no WebSocket
 */
export function webSocket(transport: Transport, http: Http, job: string, silence: number): Connect {
  const { WebSocket } = globalThis as unknown as { WebSocket?: SocketClass };
  if (!WebSocket) throw new TypeError('There is no WebSocket here: take the transport `sse`.');
  return async function* connect(after, signal) {
    const silent = new Deadline(silence, signal);
    try {
      const url = await urlFor(transport, http, job, after, silent.signal);
      const ending = yield* messagesOf(new WebSocket(url), silent);
      signal.throwIfAborted();
      return ending;
    } catch (cause) {
      if (signal.aborted) throw cause;
      if (cause instanceof AtelierError && cause.status < 500 && cause.status !== 429) {
        return { kind: 'refused', error: cause };
      }
      if (cause instanceof AtelierError || cause instanceof ConnectionError || silent.signal.aborted) {
        return { kind: 'lost', cause };
      }
      // Such as that a page may not open sockets at all: it would go wrong each time.
      throw cause;
    } finally {
      silent.stop();
    }
  };
}

async function* messagesOf(socket: Socket, silent: Deadline): AsyncGenerator<StreamMessage, Ending> {
  const received = new Received();
  const stop = () => received.end({ kind: 'lost', cause: silent.signal.reason });
  socket.onmessage = ({ data }) => {
    silent.prolong();
    received.add(JSON.parse(String(data)) as StreamMessage);
  };
  socket.onclose = ({ code, reason }) => received.end(endingOf(code, reason));
  silent.signal.addEventListener('abort', stop, { once: true });
  if (silent.signal.aborted) stop();
  try {
    for (;;) {
      const next = await received.next();
      if ('kind' in next) return next;
      yield next;
    }
  } finally {
    silent.signal.removeEventListener('abort', stop);
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }
}

async function urlFor(transport: Transport, http: Http, job: string, after: number, signal: AbortSignal) {
  const query = new URLSearchParams({ after: String(after), heartbeats: 'true' });
  if (transport.apiKey !== undefined) {
    const { ticket } = await dataOf(http.POST('/tickets', { body: { job }, signal }));
    query.set('ticket', ticket);
  }
  return `${transport.url.replace(/^http/, 'ws')}/jobs/${encodeURIComponent(job)}/stream?${query}`;
}

function endingOf(code: number, reason: string): Ending {
  if (code === JOB_ENDED) return { kind: 'ended' };
  const refusal = refusals[code];
  if (refusal)
    return {
      kind: 'refused',
      error: new AtelierError({ ...refusal, detail: reason || `The stream was closed with ${code}.` }),
    };
  return { kind: 'lost', cause: new ConnectionError(`The stream was closed with ${code}.`) };
}

/** What came and was not taken yet. A WebSocket in a browser can't be told to wait. */
class Received {
  readonly #messages: StreamMessage[] = [];
  #ending: Ending | undefined;
  #wake: (() => void) | undefined;

  add(message: StreamMessage): void {
    this.#messages.push(message);
    this.#wake?.();
  }

  end(ending: Ending): void {
    this.#ending ??= ending;
    this.#wake?.();
  }

  async next(): Promise<StreamMessage | Ending> {
    for (;;) {
      const message = this.#messages.shift();
      if (message) return message;
      if (this.#ending) return this.#ending;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
