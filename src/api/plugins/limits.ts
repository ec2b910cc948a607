import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_MEDIA_TYPE } from '../../contracts/problem.js';
import { AtelierError } from '../../errors.js';
import { problemOf } from './errors.js';

/** What a request may have of a process before it is known to be good for anything. */
export const limits = {
  headers: 100,
  headerBytes: 16 * 1024,
  /** A request's headers must have arrived by then, in ms. */
  headersMs: 10_000,
  /** A body that is read as a whole must have arrived by then, in ms. */
  bodyMs: 15_000,
  /** An upload may take long, but not come to a halt for this long, in ms. */
  uploadIdleMs: 60_000,
  /** A JSON body has no reason to be larger. */
  jsonBytes: 1024 ** 2,
  /**
   * A connection without a request is closed then, in ms: after proxies have closed theirs (Caddy in 120 s, Traefik in 90),
   * or one might send a request over it just then, and answer it with 502.
   */
  idleMs: 130_000,
  /** Open connections of one process, streams among them. */
  connections: 20_000,
} as const;

/** How often Node looks for headers that are late, in ms. */
const CHECK_EVERY_MS = 1_000;

/** What Node's own server is made with. */
export const serverOptions = {
  maxHeaderSize: limits.headerBytes,
  headersTimeout: limits.headersMs,
  connectionsCheckingInterval: CHECK_EVERY_MS,
};

/** Refuses requests that are too much, or too slow, to be served. */
export function limitRequests(app: FastifyInstance): void {
  // Node drops the headers past this, so one more than allowed shows that there are too many.
  app.server.maxHeadersCount = limits.headers + 1;
  app.server.maxConnections = limits.connections;

  app.addHook('onRequest', (request, reply, done) => {
    if (request.raw.rawHeaders.length > 2 * limits.headers) {
      reply.header('connection', 'close');
      return done(new AtelierError('headers_too_large', `A request has at most ${limits.headers} headers.`));
    }
    if (hasBody(request)) awaitBody(request, reply);
    done();
  });
}

function hasBody({ method, headers }: FastifyRequest): boolean {
  if (method === 'GET') return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function awaitBody(request: FastifyRequest, reply: FastifyReply): void {
  const { raw } = request;
  const refuse = () => {
    if (reply.sent) return;
    // What comes after the answer is not read.
    reply.raw.once('finish', () => raw.destroy());
    void reply
      .header('connection', 'close')
      .send(new AtelierError('request_timeout', 'The body did not arrive in time.'));
  };
  if (request.headers['content-type']?.startsWith('multipart/')) {
    raw.setTimeout(limits.uploadIdleMs, refuse);
    raw.once('end', () => raw.setTimeout(0));
  } else {
    const timer = setTimeout(refuse, limits.bodyMs);
    for (const over of ['end', 'close']) raw.once(over, () => clearTimeout(timer));
  }
}

/** Answers to what is no request as HTTP has it, before there is a request: a problem like any other. */
export function handleMalformed(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const problem = problemOf(malformed(error.code), randomUUID());
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `content-type: ${PROBLEM_MEDIA_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${problem.requestId}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function malformed(code: string | undefined): AtelierError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new AtelierError('request_timeout', 'The headers did not arrive in time.');
    case 'HPE_HEADER_OVERFLOW':
      return new AtelierError('headers_too_large', `A request has at most ${limits.headerBytes} bytes of headers.`);
    default:
      return new AtelierError('malformed_request', 'This is not HTTP as RFC 9112 has it.');
  }
}
