import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { liveWorkers } from '../../jobs/workers.js';
import type { ApiDependencies } from '../dependencies.js';
import { sendBytes } from '../negotiation.js';
import { binary } from '../schemas.js';

/** What a load balancer and an operator ask for. */
export function operationRoutes({ redis, version, queue }: ApiDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/healthz',
      {
        config: { scope: 'none', neverShed: true },
        schema: {
          summary: 'Is the process up?',
          tags: ['operations'],
          response: {
            200: z.object({
              status: z.literal('ok').describe('The process answers.'),
              version: z.string().meta({ description: 'Of Atelier.', examples: ['0.1.0'] }),
            }),
          },
        },
      },
      async () => ({ status: 'ok' as const, version }),
    );

    app.get(
      '/readyz',
      {
        config: { scope: 'none' },
        schema: {
          summary: 'Can it serve requests?',
          description: '503 while Redis cannot be reached.',
          tags: ['operations'],
          response: {
            200: z.object({
              status: z.literal('ready').describe('Redis can be reached.'),
              workers: z
                .array(z.string())
                .meta({ description: 'Names of the workers that are up.', examples: [['worker-1-4711']] }),
              waitingJobs: z.int().meta({ description: 'Jobs in the queue.', examples: [2] }),
            }),
          },
        },
      },
      async () => ({
        status: 'ready' as const,
        workers: await liveWorkers(redis),
        waitingJobs: await queue.waiting(),
      }),
    );

    app.get(
      '/openapi.json',
      {
        config: { scope: 'none' },
        schema: { summary: 'This API', tags: ['operations'], response: { 200: binary('OpenAPI 3.1.') } },
      },
      async (_request, reply) => sendBytes(reply, 'application/json', Buffer.from(JSON.stringify(app.swagger()))),
    );
  };
}
