import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AtelierError } from '../../errors.js';
import { liveWorkers } from '../../jobs/workers/heartbeats.js';
import type { ApiDependencies } from '../dependencies.js';
import { sendMadeFile } from '../files.js';
import { FILE_ERRORS } from '../route-errors.js';
import { file, json, servedFile, servedFileHeaders } from '../schemas.js';

const healthSchema = z.object({
  status: z.literal('ok').describe('The process answers.'),
  version: z.string().meta({ description: 'Of Atelier.', examples: ['0.1.0'] }),
});

const readinessSchema = z.object({
  status: z.literal('ready').describe('Redis can be reached, and DATA_DIR written.'),
  workers: z
    .array(z.string())
    .meta({ description: 'Names of the workers that are up.', examples: [['worker-1-4711']] }),
  waitingJobs: z.int().meta({ description: 'Jobs in the queue.', examples: [2] }),
});

/** What a load balancer and an operator ask for. */
export function operationRoutes({
  redis,
  version,
  queue,
  telemetry,
  shutdown,
  writable,
  publicUrl,
}: ApiDependencies): FastifyPluginAsyncZod {
  const servers = publicUrl === undefined ? {} : { servers: [{ url: publicUrl }] };
  return async (app) => {
    app.get(
      '/healthz',
      {
        config: { scope: 'none', neverShed: true },
        schema: {
          operationId: 'getHealth',
          summary: 'Is the process up?',
          tags: ['operations'],
          response: { 200: json('It is.', healthSchema) },
        },
      },
      async () => ({ status: 'ok' as const, version }),
    );

    app.get(
      '/readyz',
      {
        config: { scope: 'none', errors: ['redis_unavailable', 'shutting_down', 'storage_unavailable'] },
        schema: {
          operationId: 'getReadiness',
          summary: 'Can it serve requests?',
          description:
            '503 while Redis cannot be reached, and from the moment on that the process has been told to end; 507 while ' +
            'DATA_DIR, or the store on a disk, cannot be written.',
          tags: ['operations'],
          response: {
            200: json('It can.', readinessSchema),
          },
        },
      },
      async () => {
        if (shutdown.started) throw new AtelierError('shutting_down', 'The server is shutting down: ask another.');
        await writable.check();
        return { status: 'ready' as const, workers: await liveWorkers(redis), waitingJobs: await queue.waiting() };
      },
    );

    app.get(
      '/metrics',
      {
        config: { scope: 'metrics', neverShed: true },
        schema: {
          operationId: 'getMetrics',
          summary: "This process's metrics, for Prometheus",
          description:
            'Of all workspaces; docs/metrics.md lists them. While Redis cannot be reached, `atelier_redis_up` is 0, and ' +
            'what only Redis knows is left out.',
          tags: ['operations'],
          response: { 200: file("Prometheus's text format.", 'text/plain') },
        },
      },
      async (_request, reply) => reply.type(telemetry.contentType).send(await telemetry.text()),
    );

    app.get(
      '/openapi.json',
      {
        config: { scope: 'none', errors: FILE_ERRORS, responseHeaders: servedFileHeaders },
        schema: {
          operationId: 'getOpenApi',
          summary: 'This API',
          tags: ['operations'],
          response: {
            ...servedFile('', 'application/json'),
            200: json(
              'OpenAPI 3.1.',
              z.looseObject({ openapi: z.string().meta({ description: 'Version of OpenAPI.', examples: ['3.1.0'] }) }),
            ),
          },
        },
      },
      async (request, reply) =>
        sendMadeFile(request, reply, 'application/json', JSON.stringify({ ...app.swagger(), ...servers })),
    );
  };
}
