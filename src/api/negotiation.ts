import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AtelierError } from '../errors.js';

/**
 * The media type that a client likes best of those that can be produced; the first, if it has no wish.
 * @throws AtelierError `not_acceptable`
 */
export function preferred<T extends string>(request: FastifyRequest, types: readonly [T, ...T[]]): T {
  const found = request.accepts().type([...types]);
  if (typeof found === 'string') return found as T;
  throw new AtelierError('not_acceptable', `This can be had as ${types.join(' or ')}.`);
}

/** The cache-control of what never changes under its URL, for its client alone. */
export const FOREVER = 'private, max-age=31536000, immutable';

/**
 * Whether only headers are asked for. Fastify answers HEAD by the handler for GET and drops the body: a handler that would
 * follow a job, compute or read much for it answers with `sendHeaders` instead.
 */
export function isHead({ method }: Pick<FastifyRequest, 'method'>): boolean {
  return method === 'HEAD';
}

/** Answers HEAD with the headers that are set, and without a Content-Length unless that is set too. */
export function sendHeaders(reply: FastifyReply, mediaType: string): FastifyReply {
  // Of no body at all Fastify would say that it has 0 bytes.
  return reply.type(mediaType).send(Readable.from([]));
}

/** Answers with bytes or text as they are, past the route's response schema. */
export function sendBytes(reply: FastifyReply, mediaType: string, bytes: Buffer | string): FastifyReply {
  return reply.type(mediaType).send(bytes);
}
