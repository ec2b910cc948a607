import type { FastifyInstance } from 'fastify';
import { AtelierError } from '../../errors.js';

/** Requests that one API process works on at once. A hundred keep it busy; more would only wait, each for all others. */
export const MAX_IN_FLIGHT = 256;
const RETRY_AFTER_SECONDS = 1;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Always served: streams, which stay open, and the question whether the process is up. */
    neverShed?: boolean;
  }
}

/** Refuses requests beyond what the process can take, at once, so that those it takes are answered soon. @returns how many it works on */
export function shedLoad(app: FastifyInstance): () => number {
  let inFlight = 0;
  const leave = () => {
    inFlight -= 1;
  };
  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.neverShed) return done();
    if (inFlight >= MAX_IN_FLIGHT) {
      const message = `The server is at work on ${inFlight} requests already; try again soon.`;
      return done(new AtelierError('overloaded', message, { retryAfterSeconds: RETRY_AFTER_SECONDS }));
    }
    inFlight += 1;
    // Also when the client goes away before its answer.
    reply.raw.once('close', leave);
    done();
  });
  return () => inFlight;
}
