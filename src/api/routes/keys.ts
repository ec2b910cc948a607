import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { refuseIdleScopes } from '../../access/caller.js';
import { apiKeySchema, createdKeySchema, createKeySchema } from '../../contracts/access.js';
import type { ApiDependencies } from '../dependencies.js';
import { idParams, json, nothing } from '../schemas.js';

/** The keys of the caller's workspace. The command line makes the first one, and those of other workspaces. */
export function keyRoutes({ access: { apiKeys, authenticator } }: ApiDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/keys',
      {
        config: { scope: 'admin', responseHeaders: { 201: ['Location'] } },
        schema: {
          operationId: 'createKey',
          summary: 'Create an API key',
          description:
            'The answer is the only place where the key is told. It gives access to the workspace of the key that asks, ' +
            'or to `default` while there are no keys; from the first one on, every request needs one.',
          tags: ['access'],
          body: createKeySchema,
          response: { 201: json('The key.', createdKeySchema) },
        },
      },
      async ({ body, caller }, reply) => {
        refuseIdleScopes({ ...body, workspace: caller.workspace });
        const created = await apiKeys.create({ ...body, workspace: caller.workspace });
        await authenticator.changed(created.id);
        return reply
          .code(201)
          .header('location', `/keys/${created.id}`)
          .header('cache-control', 'no-store')
          .send(created);
      },
    );

    app.get(
      '/keys',
      {
        config: { scope: 'admin' },
        schema: {
          operationId: 'listKeys',
          summary: 'List the keys of the workspace, oldest first',
          tags: ['access'],
          response: { 200: json('The keys.', z.object({ items: z.array(apiKeySchema).describe('Oldest first.') })) },
        },
      },
      async ({ caller }) => ({ items: await apiKeys.list(caller.workspace) }),
    );

    app.delete(
      '/keys/:id',
      {
        config: { scope: 'admin', errors: ['key_not_found'] },
        schema: {
          operationId: 'revokeKey',
          summary: 'Revoke a key',
          description:
            'Takes effect at once: requests with it are refused, and streams that were opened with it are closed.',
          tags: ['access'],
          params: idParams,
          response: { 204: nothing('Revoked.') },
        },
      },
      async ({ params, caller }, reply) => {
        await apiKeys.revoke(params.id, caller.workspace);
        await authenticator.changed(params.id);
        return reply.code(204).send();
      },
    );
  };
}
