import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { AtelierError, ConnectionError } from '../errors.js';
import type { Transport } from '../transport.js';
import type { StreamMessage } from '../types.js';
import type { Connect, Ending } from './connection.js';
import { Deadline } from './deadline.js';

/**
 * A stream as server-sent events, read by `fetch`, which can send a key.
 * @param silence a connection that says nothing for so many ms, not even a comment, is taken for lost
 */
export function serverSentEvents(transport: Transport, job: string, silence: number): Connect {
  return async function* connect(after, signal) {
    const silent = new Deadline(silence, signal);
    try {
      const response = await transport.once(`/jobs/${encodeURIComponent(job)}/stream?after=${after}`, {
        headers: { accept: 'text/event-stream' },
        signal: silent.signal,
      });
      if (!response.ok || !response.body || !isStream(response)) return await refusal(transport, response);
      return yield* messagesOf(response.body, silent);
    } catch (cause) {
      if (signal.aborted) throw cause;
      return { kind: 'lost', cause };
    } finally {
      silent.stop();
    }
  };
}

async function* messagesOf(body: ReadableStream<Uint8Array>, silent: Deadline): AsyncGenerator<StreamMessage, Ending> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let parsed: Pick<EventSourceMessage, 'event' | 'data'>[] = [];
  const parser = createParser({
    onEvent: (event) => parsed.push(event),
    onComment: () => parsed.push({ event: 'heartbeat', data: '{"type":"heartbeat"}' }),
  });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { kind: 'lost', cause: new ConnectionError('The stream was broken off.') };
      silent.prolong();
      parser.feed(decoder.decode(value, { stream: true }));
      const events = parsed;
      parsed = [];
      for (const { event, data } of events) {
        if (event === 'end') return { kind: 'ended' };
        yield JSON.parse(data) as StreamMessage;
      }
      // Whoever took its time with these kept the connection silent.
      silent.prolong();
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function isStream({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') ?? false;
}

async function refusal(transport: Transport, response: Response): Promise<Ending> {
  const error = await AtelierError.from(response);
  const waitMs = transport.waitBefore(error, 0);
  if (waitMs === undefined && response.status < 500) return { kind: 'refused', error };
  return { kind: 'lost', cause: error, waitMs };
}
