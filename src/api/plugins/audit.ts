import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AuditLog } from '../../access/audit-log.js';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Writes down who changed what, or was refused to: all but reads and designs, by whoever has a key or needs none. */
export function auditChanges(app: FastifyInstance, audit: AuditLog): void {
  app.addHook('onResponse', (request, reply, done) => {
    done();
    const { caller, method, routeOptions, id, ip } = request;
    const { scope } = routeOptions.config;
    if (READS.has(method) || scope === 'read' || routeOptions.url === '/generate' || caller.scopes.length === 0) return;
    void audit.add(caller.workspace, {
      key: caller.key,
      action: `${method} ${routeOptions.url}`,
      target: targetOf(request, reply),
      status: reply.statusCode,
      requestId: id,
      address: ip,
    });
  });
}

/** What the request was about, or what it made. */
function targetOf({ params }: FastifyRequest, reply: FastifyReply): string | null {
  const named = Object.values((params ?? {}) as Record<string, string>)[0];
  const made = reply.getHeader('location');
  return (named ?? (typeof made === 'string' ? made.split('/').at(-1) : undefined))?.slice(0, 200) ?? null;
}
