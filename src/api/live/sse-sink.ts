import { PassThrough } from 'node:stream';
import type { FastifyBaseLogger } from 'fastify';
import { HEARTBEAT_MS, MAX_UNREAD_BYTES, type Sink } from './sink.js';

/**
 * Sends a job's events as server-sent events. An event's id is its seq, so that a browser that reconnects by itself
 * goes on where it was.
 */
export function sseSink(log: FastifyBaseLogger): Sink & { readonly body: PassThrough } {
  const body = new PassThrough();
  const timer = setInterval(() => body.write(':\n\n'), HEARTBEAT_MS);
  body.on('close', () => clearInterval(timer));
  const send = (text: string) => {
    if (body.writableLength > MAX_UNREAD_BYTES) body.destroy(new Error('the client reads too slowly'));
    else body.write(text);
  };
  return {
    body,
    hello: (hello) => send(`event: hello\ndata: ${JSON.stringify(hello)}\n\n`),
    event: (seq, json) => send(`id: ${seq}\ndata: ${json}\n\n`),
    // Without this a browser would take the end for a lost connection and come back.
    end: () => body.end('event: end\ndata: {}\n\n'),
    fail: (error) => {
      log.error({ err: error }, 'a stream failed');
      body.destroy(error instanceof Error ? error : new Error(String(error)));
    },
  };
}
