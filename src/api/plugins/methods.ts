import type { FastifyInstance } from 'fastify';
import { AtelierError } from '../../errors.js';

/** Preflights: the plugin for origins answers them, where there are any. */
const LEFT_ALONE = ['OPTIONS'];

/**
 * Listens to which methods each path is registered with.
 * @returns a function to call when all are, after which other methods of these paths are answered 405, with `Allow`
 */
export function refuseOtherMethods(app: FastifyInstance): () => void {
  const allowed = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ method, url }) => {
    const methods = allowed.get(url) ?? new Set();
    for (const each of [method].flat()) methods.add(each);
    allowed.set(url, methods);
  });
  return () => {
    // Registering these is heard as well.
    for (const [url, methods] of [...allowed]) refuse(app, url, new Set(methods));
  };
}

function refuse(app: FastifyInstance, url: string, methods: ReadonlySet<string>): void {
  const others = app.supportedMethods.filter((method) => !methods.has(method) && !LEFT_ALONE.includes(method));
  app.route({
    method: others,
    url,
    config: { scope: 'none' },
    schema: { hide: true },
    // Before a body is read.
    onRequest: (request, reply, done) => {
      reply.header('allow', [...methods].sort().join(', '));
      done(new AtelierError('method_not_allowed', `${request.method} is no method of ${request.url.slice(0, 200)}.`));
    },
    handler: () => {},
  });
}
