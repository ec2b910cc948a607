import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sendMadeFile } from '../files.js';

/** Swagger UI's files that the page loads. Nothing comes from anywhere else: the page works without the internet. */
const files = {
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui.css': 'text/css; charset=utf-8',
  'favicon-32x32.png': 'image/png',
} as const;

/** Addresses are relative, so that a proxy may serve the API below a path of its own. */
const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Atelier: the API</title>
    <link rel="icon" href="docs/favicon-32x32.png">
    <link rel="stylesheet" href="docs/swagger-ui.css">
  </head>
  <body>
    <div id="reference"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/page.js" type="module"></script>
  </body>
</html>
`;

/** A file of its own, so that the page needs no script in line. */
const SCRIPT = `const service = new URL('.', location.href).href.slice(0, -1);
const description = await (await fetch('openapi.json')).json();
SwaggerUIBundle({
  // Requests are sent to where the page is, whatever else the service's address may be.
  spec: { ...description, servers: [{ url: service }] },
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelExpandDepth: 2,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  // It would send the document's address to a server of Swagger's.
  validatorUrl: null,
});
`;

/** What the page may do, over what answers may in general. Swagger UI sets styles in line, and has small pictures there. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A newer version of Atelier may bring other files under these names. */
const CACHE = 'public, max-age=3600';

const open = { config: { scope: 'none' }, schema: { hide: true } } as const;

/** The reference of the API as a page, for people: openapi.yaml by Swagger UI. */
export function referencePageRoutes(): FastifyPluginAsyncZod {
  const { resolve } = createRequire(import.meta.url);
  return async (app) => {
    app.get('/docs', open, async (request, reply) =>
      sendMadeFile(request, reply.header('content-security-policy', POLICY), 'text/html; charset=utf-8', PAGE),
    );

    app.get('/docs/page.js', open, async (request, reply) =>
      sendMadeFile(request, reply.header('cache-control', CACHE), 'text/javascript; charset=utf-8', SCRIPT),
    );

    for (const [name, mediaType] of Object.entries(files)) {
      const path = resolve(`swagger-ui-dist/${name}`);
      app.get(`/docs/${name}`, open, async (request, reply) =>
        sendMadeFile(request, reply.header('cache-control', CACHE), mediaType, await readFile(path)),
      );
    }
  };
}
