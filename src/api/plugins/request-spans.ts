import type { FastifyInstance } from 'fastify';
import type { Span, Tracing } from '../../telemetry/tracing.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Where requests are traced, and this one is. */
    span?: Span;
  }
}

/**
 * Makes a span of each request, within the trace that its sender names (`traceparent`). Streams are none, since they are open
 * for as long as a job runs, and neither is what load balancers and Prometheus ask all the time.
 */
export function traceRequests(app: FastifyInstance, tracing: Tracing): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { url: route = 'none', config } = request.routeOptions;
    if (config.neverShed || config.scope === 'none') return done();
    const { traceparent } = request.headers;
    request.span = tracing.begin(`${request.method} ${route}`, {
      within: typeof traceparent === 'string' ? traceparent : undefined,
      kind: 'server',
      attributes: {
        'http.request.method': request.method,
        'http.route': route,
        'url.path': request.url.split('?', 1)[0] as string,
        'atelier.request.id': request.id,
      },
    });
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { span } = request;
    if (span) {
      span.set({ 'http.response.status_code': reply.statusCode });
      if (reply.statusCode >= 500) span.fail(`answered ${reply.statusCode}`);
      span.end();
    }
    done();
  });
}
