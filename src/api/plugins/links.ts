import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** A path of the API as clients reach it: below the public address, where that is known. */
    link(path: string): string;
  }
}

/** Has links, and every `Location`, lead to where clients reach the API. */
export function linkBelow(app: FastifyInstance, publicUrl = ''): void {
  app.decorate('link', (path: string) => `${publicUrl}${path}`);
  if (publicUrl === '') return;
  app.addHook('onSend', (_request, reply, _payload, done) => {
    const location = reply.getHeader('location');
    // Links to the store are whole already.
    if (typeof location === 'string' && location.startsWith('/')) reply.header('location', app.link(location));
    done();
  });
}
