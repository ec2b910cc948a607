import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';
import type { ApiDependencies } from '../dependencies.js';
import { responseHeaders } from '../response-headers.js';

/** How long a browser may go by what it was told of another origin's rights, in seconds. */
const PREFLIGHT_SECONDS = 600;

/**
 * Tells browsers what may be done with answers: helmet's headers, for an API that has no pages, and cross-origin access
 * for the origins on the list. A route that does answer with a page sets its own policy over these.
 */
export async function tellBrowsers(
  app: FastifyInstance,
  { allowedOrigins, hstsSeconds }: Pick<ApiDependencies, 'allowedOrigins' | 'hstsSeconds'>,
): Promise<void> {
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(securityHeaders).header('x-request-id', request.id);
    // Only for this very host: what else its owner has below it may have no TLS.
    if (hstsSeconds > 0 && request.protocol === 'https') {
      reply.header('strict-transport-security', `max-age=${hstsSeconds}`);
    }
    done();
  });
  if (allowedOrigins.length === 0) return;
  await app.register(cors, {
    origin: [...allowedOrigins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: Object.keys(responseHeaders),
    maxAge: PREFLIGHT_SECONDS,
  });
}

/** They are the same for every answer, so they are made once: helmet's plugin for Fastify makes them anew each time. */
export const securityHeaders: Readonly<Record<string, string>> = apiHeaders();

function apiHeaders(): Record<string, string> {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const headersOf = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    // A page of a neighbouring port or name may show an image.
    crossOriginResourcePolicy: { policy: 'same-site' },
    // Not everybody has TLS: it is sent by choice.
    strictTransportSecurity: false,
    // CSP says it too, and these are for pages.
    xFrameOptions: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
  headersOf(new IncomingMessage(new Socket()), response, () => {});
  return Object.fromEntries(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]));
}
