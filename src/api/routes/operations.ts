import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AtelierError } from '../../errors.js';
import { liveWorkers } from '../../jobs/workers.js';
import type { ApiDependencies } from '../dependencies.js';
import { sendBytes } from '../negotiation.js';
import { binary } from '../schemas.js';

/** What a load balancer and an operator ask for. */
export function operationRoutes({ redis, version, queue, leaving }: ApiDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/healthz',
      {
        config: { scope: 'none', neverShed: true },
        schema: {
          summary: 'Is the process up?',
          tags: ['operations'],
          response: { 200: z.object({ status: z.literal('ok'), version: z.string() }) },
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
          description:
            '503 while Redis cannot be reached, and from the moment on that the process has been told to end.',
          tags: ['operations'],
          response: {
            200: z.object({ status: z.literal('ready'), workers: z.array(z.string()), waitingJobs: z.int() }),
          },
        },
      },
      async () => {
        if (leaving.begun) throw new AtelierError('shutting_down', 'The server is shutting down: ask another.');
        return { status: 'ready' as const, workers: await liveWorkers(redis), waitingJobs: await queue.waiting() };
      },
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
