import type { FastifyInstance, onResponseHookHandler } from 'fastify';
import type { HttpMetrics } from '../../telemetry/api-metrics.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers stay open for as long as there is something to tell: how long says nothing of the server. */
    isStream?: true;
  }
}

/** Requests to no route are one series, whatever they asked for. */
const NO_ROUTE = 'none';
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Measures how long each answer takes. A route's figures are found when the route is made, so that a request costs two
 * look-ups by number and some additions.
 */
export function countRequests(app: FastifyInstance, inFlight: () => number, metrics: HttpMetrics): void {
  metrics.inFlight = inFlight;
  const ours = new Set<unknown>();

  app.addHook('onRoute', (route) => {
    if (route.config?.isStream) return;
    const count = metrics.route(String(route.method), route.url);
    const hook: onResponseHookHandler = (_request, reply, done) => {
      count(reply.statusCode, reply.elapsedTime / 1_000);
      done();
    };
    ours.add(hook);
    // The route for HEAD that Fastify makes of one for GET has that one's hooks.
    route.onResponse = [...[route.onResponse ?? []].flat().filter((each) => !ours.has(each)), hook];
  });

  const toNone = new Map<string, ReturnType<HttpMetrics['route']>>();
  app.addHook('onResponse', (request, reply, done) => {
    if (request.is404) {
      const method = METHODS.has(request.method) ? request.method : 'other';
      const count = toNone.get(method) ?? metrics.route(method, NO_ROUTE);
      toNone.set(method, count);
      count(reply.statusCode, reply.elapsedTime / 1_000);
    }
    done();
  });
}
