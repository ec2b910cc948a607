import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifyContextConfig, FastifySchema } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { PROBLEM_MEDIA_TYPE, problemSchema } from '../contracts/problem.js';

type Transform = NonNullable<FastifyDynamicSwaggerOptions['transform']>;

/** How keys are sent, for the description of the API. */
export const securitySchemes = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, `atl_…`. None is needed as long as there are none; see docs/security.md.',
  },
} as const;

/** A route's schema as openapi.yaml has it: with the scope that it takes, and what a refusal looks like. */
export const describedRoute: Transform = (route) => {
  // swagger asks about routes that state nothing, too.
  const config = route.route.config as FastifyContextConfig | undefined;
  if (!route.schema) return jsonSchemaTransform(route);
  const schema: FastifySchema = {
    ...route.schema,
    security: securityOf(config),
    response: {
      ...(route.schema.response as Record<string, unknown> | undefined),
      default: {
        description: 'A problem; docs/errors.md lists the codes.',
        content: { [PROBLEM_MEDIA_TYPE]: { schema: problemSchema } },
      },
    },
  };
  return jsonSchemaTransform({ ...route, schema });
};

function securityOf(config: FastifyContextConfig | undefined): Record<string, string[]>[] {
  if (config?.scope === undefined || config.scope === 'none') return [];
  return [{ apiKey: [config.scope] }];
}
