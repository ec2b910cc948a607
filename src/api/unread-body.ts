import type { FastifyReply, FastifyRequest } from 'fastify';

/** A body of no more than this is read to its end, in bytes: to hang up on a client that is still writing may cost it the answer. */
const READ_ANYWAY = 1024 ** 2;

/** What is left of a large refused body is not waited for: no other request can follow it on its connection. */
export function giveUpBody(request: FastifyRequest, reply: FastifyReply): void {
  if (request.raw.complete) return;
  const length = request.headers['content-length'];
  if (length === undefined || Number(length) > READ_ANYWAY) reply.header('connection', 'close');
  // The parser has gone, and takes nothing more.
  request.raw.unpipe();
  request.raw.resume();
}
