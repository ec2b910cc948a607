import accepts from '@fastify/accepts';
import multipart from '@fastify/multipart';
import swagger from '@fastify/swagger';
import websocket from '@fastify/websocket';
import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { ApiDependencies } from './dependencies.js';
import { describedApi, describedRoute, securitySchemes } from './description.js';
import { guardRoutes } from './plugins/access.js';
import { auditChanges } from './plugins/audit.js';
import { readBodies } from './plugins/bodies.js';
import { closeConnections } from './plugins/closing.js';
import { registerErrorHandler, sendError } from './plugins/errors.js';
import { handleMalformed, limitRequests, limits, serverOptions } from './plugins/limits.js';
import { linkBelow } from './plugins/links.js';
import { shedLoad } from './plugins/load-shedding.js';
import { refuseOtherMethods } from './plugins/methods.js';
import { refuseOtherParameters } from './plugins/parameters.js';
import { countRequests } from './plugins/request-metrics.js';
import { traceRequests } from './plugins/request-spans.js';
import { securityHeaders, tellBrowsers } from './plugins/security-headers.js';
import { completeReference } from './reference/reference.js';
import { auditRoutes } from './routes/audit.js';
import { checkpointWeightsRoutes } from './routes/checkpoint-weights.js';
import { datasetImageRoutes } from './routes/dataset-images.js';
import { datasetRoutes } from './routes/datasets.js';
import { designRoutes } from './routes/designs.js';
import { exportRoutes } from './routes/exports.js';
import { generateRoutes } from './routes/generate.js';
import { importRoutes } from './routes/imports.js';
import { jobEventRoutes } from './routes/job-events.js';
import { jobMetricsRoutes } from './routes/job-metrics.js';
import { jobRequestRoutes } from './routes/job-requests.js';
import { jobResultRoutes } from './routes/job-results.js';
import { jobRoutes } from './routes/jobs.js';
import { keyRoutes } from './routes/keys.js';
import { modelRoutes } from './routes/models.js';
import { operationRoutes } from './routes/operations.js';
import { referencePageRoutes } from './routes/reference-page.js';
import { streamRoutes } from './routes/stream.js';
import { ticketRoutes } from './routes/tickets.js';
import { uploadRoutes } from './routes/uploads.js';
import { deliveryRoutes } from './routes/webhook-deliveries.js';
import { webhookRoutes } from './routes/webhooks.js';
import { MAX_FILES } from './upload.js';
import { validatorCompiler } from './validation.js';
import { webhookMessages } from './webhook-messages.js';

const MAX_FIELDS = MAX_FILES + 1;
const MAX_FIELD_BYTES = 2048;
/** Clients of a stream have nothing to say; one that doesn't close its side of a closed WebSocket is dropped after 5 s. */
const webSocketOptions = { maxPayload: 1024, closeTimeout: 5_000 };

/** The API from its parts; it listens to nothing yet. */
export async function buildApp(dependencies: ApiDependencies, logger: FastifyBaseLogger): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: logger,
    bodyLimit: limits.jsonBytes,
    http: serverOptions,
    clientErrorHandler: handleMalformed,
    // Before there is a route, no hook has set them.
    frameworkErrors: (error, request, reply) => sendError(error, request, reply.headers(securityHeaders)),
    requestIdHeader: false,
    keepAliveTimeout: limits.idleMs,
    genReqId: () => crypto.randomUUID(),
    forceCloseConnections: 'idle',
    // A request that was sent over an open connection just before this process closed it to new ones is served.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 128 },
    trustProxy: dependencies.trustedProxies.length > 0 && [...dependencies.trustedProxies],
  });
  app.setValidatorCompiler(validatorCompiler);
  // What routes answer has been typed; to parse it once more would cost more than all the rest of a request.
  app.setSerializerCompiler(() => JSON.stringify);
  const { access, allowedOrigins, requestsPerMinute } = dependencies;
  const { http } = dependencies.telemetry.api;
  registerErrorHandler(app);
  if (dependencies.tracing) traceRequests(app, dependencies.tracing);
  countRequests(app, http);
  // Before anything is refused: browsers go by what it sets.
  await tellBrowsers(app, dependencies);
  http.inFlight = shedLoad(app);
  closeConnections(app, dependencies.shutdown);
  limitRequests(app);
  readBodies(app);
  linkBelow(app, dependencies.publicUrl);
  refuseOtherParameters(app);

  await app.register(accepts);
  await app.register(multipart, {
    // A name with its folders says the class of an image.
    preservePath: true,
    limits: {
      fileSize: dependencies.uploads.maxBytes,
      files: MAX_FILES,
      fields: MAX_FIELDS,
      parts: MAX_FILES + MAX_FIELDS,
      fieldSize: MAX_FIELD_BYTES,
    },
  });
  await app.register(websocket, {
    options: webSocketOptions,
    // Open streams are told by their route.
    preClose: function refuseUpgrades(this: FastifyInstance, done: () => void) {
      this.websocketServer.close();
      done();
    },
  });
  // After the plugin that knows a WebSocket from a request.
  guardRoutes(app, { ...access, workspaces: dependencies.workspaces, allowedOrigins, requestsPerMinute });
  auditChanges(app, access.audit);

  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Atelier',
        version: dependencies.version,
        description:
          'Trains a DCGAN on garment photos and generates new designs.\n\nEvery GET can be asked as HEAD: the status and ' +
          'the headers, while nothing is streamed, drawn or generated, and no design counts against a quota. ' +
          '`Content-Length` is there where it is known without.\n\nA JSON body may be gzipped (`Content-Encoding: gzip`). ' +
          'Without a byte it is none, whatever the content type says.\n\nFiles and pictures have an `ETag`. With `If-None-Match` ' +
          'what has not changed is 304, and with `Range`, and `If-Range` where that matters, a part can be had: a download ' +
          'that was broken off is resumed (`curl -C -`). Of several ranges at once the answer is the whole.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: { securitySchemes },
      webhooks: webhookMessages,
      tags: [
        { name: 'datasets', description: 'Images to learn from.' },
        { name: 'jobs', description: 'Training runs.' },
        { name: 'results', description: 'What a training run makes.' },
        { name: 'models', description: 'Names that point at checkpoints.' },
        { name: 'designs', description: 'New designs from a trained model.' },
        { name: 'webhooks', description: 'Who is told when a job changes its state.' },
        { name: 'access', description: 'Who may do what: API keys, tickets for browsers, the audit log.' },
        { name: 'operations', description: 'For those who run the service.' },
      ],
    },
    transform: describedRoute,
    transformObject: (given) => completeReference(describedApi(given)),
  });

  const allRegistered = refuseOtherMethods(app);
  await app.register(datasetRoutes());
  await app.register(uploadRoutes(dependencies));
  await app.register(datasetImageRoutes(dependencies));
  await app.register(jobRoutes(dependencies));
  await app.register(jobEventRoutes());
  await app.register(jobRequestRoutes(dependencies));
  await app.register(jobMetricsRoutes());
  await app.register(jobResultRoutes());
  await app.register(exportRoutes(dependencies));
  await app.register(importRoutes(dependencies));
  await app.register(checkpointWeightsRoutes());
  await app.register(streamRoutes(dependencies));
  await app.register(modelRoutes());
  await app.register(generateRoutes(dependencies));
  await app.register(designRoutes());
  await app.register(keyRoutes(dependencies));
  await app.register(ticketRoutes(dependencies));
  await app.register(webhookRoutes());
  await app.register(deliveryRoutes());
  await app.register(auditRoutes(dependencies));
  await app.register(operationRoutes(dependencies));
  await app.register(referencePageRoutes());
  allRegistered();
  return app;
}
