import type { FastifyInstance } from 'fastify';
import type { HttpMetrics } from '../../telemetry/api-metrics.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Responses stay open for as long as there is something to tell: how long says nothing of the server. */
    isStream?: true;
  }
}

/** Requests to no route are one series for each method, whatever they asked for. */
const NO_ROUTE = 'none';
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Measures how long each response takes. */
export function countRequests(app: FastifyInstance, metrics: HttpMetrics): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { url, config } = request.routeOptions;
    if (!config.isStream) {
      const method = METHODS.has(request.method) ? request.method : 'other';
      metrics.responded({ method, route: url ?? NO_ROUTE, status: reply.statusCode }, reply.elapsedTime / 1_000);
    }
    done();
  });
}
