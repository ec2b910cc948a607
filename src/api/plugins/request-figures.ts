import type { FastifyInstance, FastifyReply, FastifyRequest, onResponseHookHandler } from 'fastify';
import type { HttpMetrics } from '../../telemetry/api-metrics.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers stay open for as long as there is something to tell: how long says nothing of the server. */
    isStream?: true;
  }
}

/** Requests to no route are one series for each method, whatever they asked for. */
const NO_ROUTE = 'none';
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Measures how long each answer takes. */
export function countRequests(app: FastifyInstance, metrics: HttpMetrics): void {
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
}

/** @returns what to call for each request that no route is for: a hook would be asked by all others too */
export function countUnrouted(metrics: HttpMetrics): (request: FastifyRequest, reply: FastifyReply) => void {
  const counts = new Map<string, ReturnType<HttpMetrics['route']>>();
  return (request, reply) => {
    const method = METHODS.has(request.method) ? request.method : 'other';
    const count = counts.get(method) ?? metrics.route(method, NO_ROUTE);
    counts.set(method, count);
    count(404, reply.elapsedTime / 1_000);
  };
}
