import type { FastifyInstance } from 'fastify';

/**
 * Closes what becomes idle while the server closes. Fastify closes the connections that are idle when it begins; one with
 * an answer on its way would otherwise be kept for its client's next request, and the server wait for that.
 */
export function closeWhatBecomesIdle(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  app.addHook('onResponse', (_request, _reply, done) => {
    if (closing) app.server.closeIdleConnections();
    done();
  });
}
