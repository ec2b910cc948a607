import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

/**
 * Has every route of the API refuse query parameters that it doesn't state: one that is misspelt would be passed over, and
 * the answer be another than was asked for.
 */
export function refuseOtherParameters(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    // Those that are hidden are pages, and refusals of other methods.
    if (!route.schema || route.schema.hide) return;
    const known = (route.schema.querystring as z.ZodObject | undefined) ?? z.object({});
    route.schema = { ...route.schema, querystring: known.strict() };
  });
}
