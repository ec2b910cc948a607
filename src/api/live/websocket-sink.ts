import type { WebSocket } from '@fastify/websocket';
import type { FastifyBaseLogger } from 'fastify';
import { AtelierError } from '../../errors.js';
import { HEARTBEAT_MS, MAX_UNREAD_BYTES, type Sink } from './sink.js';

/** Close codes: 4400 and up say what was wrong with the handshake, as HTTP would. */
export const closeCodes = {
  jobEnded: 1000,
  shuttingDown: 1001,
  serverFailed: 1011,
  tooSlow: 1013,
  badRequest: 4400,
  notFound: 4404,
} as const;

/** Sends a job's events over a WebSocket, one JSON message an event. */
export function webSocketSink(socket: WebSocket, log: FastifyBaseLogger): Sink {
  keepAlive(socket);
  const send = (text: string) => {
    if (socket.bufferedAmount > MAX_UNREAD_BYTES) socket.close(closeCodes.tooSlow, 'the client reads too slowly');
    else socket.send(text);
  };
  return {
    hello: (hello) => send(JSON.stringify(hello)),
    event: (_seq, json) => send(json),
    end: () => socket.close(closeCodes.jobEnded, 'the job has ended'),
    fail: (error) => closeFor(socket, error, log),
  };
}

/** Closes a socket with the code that fits an error. */
function closeFor(socket: WebSocket, error: unknown, log: FastifyBaseLogger): void {
  if (error instanceof AtelierError && error.status === 404) socket.close(closeCodes.notFound, error.message);
  else if (error instanceof AtelierError && error.status < 500) socket.close(closeCodes.badRequest, error.message);
  else {
    log.error({ err: error }, 'a stream failed');
    socket.close(closeCodes.serverFailed, 'the server failed');
  }
}

/** Drops a peer that doesn't answer a ping before the next. */
function keepAlive(socket: WebSocket): void {
  let answered = true;
  socket.on('pong', () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, HEARTBEAT_MS);
  socket.on('close', () => clearInterval(timer));
}
