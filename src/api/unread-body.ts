import type { FastifyReply, FastifyRequest } from 'fastify';

/** What is left of a refused body is not read to its end: no other request can follow it on its connection. */
export function giveUpBody(request: FastifyRequest, reply: FastifyReply): void {
  if (request.raw.complete) return;
  reply.header('connection', 'close');
  request.raw.resume();
}
