import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { auditEntrySchema } from '../../contracts/access.js';
import type { ApiDependencies } from '../dependencies.js';
import { json, pageOf, pageQuery } from '../schemas.js';

const query = pageQuery.extend({
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,14}-\d{1,15}$/, 'is no nextCursor')
    .optional()
    .meta({ description: '`nextCursor` of the page before.', examples: ['1795340885000-0'] }),
});

/** Who did what in the caller's workspace. */
export function auditRoutes({ access: { audit } }: ApiDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/audit',
      {
        config: { scope: 'admin' },
        schema: {
          operationId: 'listAuditEntries',
          summary: 'Who did what, newest first',
          description:
            'What changed something, by request or by the command line, and what a key was refused for its scopes. The ' +
            'newest ten thousand entries or so are kept; the process’s log has all of them.',
          tags: ['access'],
          querystring: query,
          response: { 200: json('A page of the log.', pageOf(auditEntrySchema)) },
        },
      },
      async ({ caller, query: { limit, cursor } }) => {
        const items = await audit.list(caller.workspace, { limit: limit + 1, before: cursor });
        const page = items.slice(0, limit);
        return { items: page, nextCursor: items.length > limit ? (page.at(-1)?.id ?? null) : null };
      },
    );
  };
}
