import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  createdWebhookSchema,
  createWebhookSchema,
  MAX_WEBHOOKS,
  rotateSecretSchema,
  updateWebhookSchema,
  webhookSchema,
} from '../../contracts/webhook.js';
import { idParams, json, nothing } from '../schemas.js';

const errors = ['webhook_not_found'] as const;

/** The webhooks of the caller's workspace. Their addresses may be secrets, so that only `admin` sees them. */
export function webhookRoutes(): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/webhooks',
      {
        config: { scope: 'admin', errors: ['quota_exceeded'], responseHeaders: { 201: ['Location'] } },
        schema: {
          operationId: 'createWebhook',
          summary: 'Create a webhook',
          description:
            'From now on each state that a job of the workspace comes to is posted to it, signed as Standard Webhooks has ' +
            `it; see docs/webhooks.md. The answer is the only place where its secret is told. At most ${MAX_WEBHOOKS}.`,
          tags: ['webhooks'],
          body: createWebhookSchema,
          response: { 201: json('The webhook, with its secret.', createdWebhookSchema) },
        },
      },
      async ({ body, workspace: { webhooks } }, reply) => {
        const created = await webhooks.create(body);
        return reply
          .code(201)
          .header('location', `/webhooks/${created.id}`)
          .header('cache-control', 'no-store')
          .send(created);
      },
    );

    app.get(
      '/webhooks',
      {
        config: { scope: 'admin' },
        schema: {
          operationId: 'listWebhooks',
          summary: 'List the webhooks of the workspace, oldest first',
          description: 'All of them, without their secrets.',
          tags: ['webhooks'],
          response: {
            200: json('The webhooks.', z.object({ items: z.array(webhookSchema).describe('All of them.') })),
          },
        },
      },
      async ({ workspace: { webhooks } }) => ({ items: await webhooks.list() }),
    );

    app.get(
      '/webhooks/:id',
      {
        config: { scope: 'admin', errors },
        schema: {
          operationId: 'getWebhook',
          summary: 'Look at a webhook',
          description: 'Whether it is enabled, and since when messages to it fail.',
          tags: ['webhooks'],
          params: idParams,
          response: { 200: json('The webhook.', webhookSchema) },
        },
      },
      async ({ params, workspace: { webhooks } }) => await webhooks.get(params.id),
    );

    app.patch(
      '/webhooks/:id',
      {
        config: { scope: 'admin', errors },
        schema: {
          operationId: 'updateWebhook',
          summary: 'Change, disable or enable a webhook',
          description:
            'What is owed goes to the new address. While it is disabled it is owed nothing new, and what is due is given ' +
            'up; such deliveries can be replayed.',
          tags: ['webhooks'],
          params: idParams,
          body: updateWebhookSchema,
          response: { 200: json('The webhook as it is now.', webhookSchema) },
        },
      },
      async ({ params, body, workspace: { webhooks } }) => await webhooks.update(params.id, body),
    );

    app.delete(
      '/webhooks/:id',
      {
        config: { scope: 'admin', errors },
        schema: {
          operationId: 'deleteWebhook',
          summary: 'Delete a webhook',
          description: 'With its log, and with what it is owed.',
          tags: ['webhooks'],
          params: idParams,
          response: { 204: nothing('Deleted.') },
        },
      },
      async ({ params, workspace: { webhooks } }, reply) => {
        await webhooks.delete(params.id);
        return reply.code(204).send();
      },
    );

    app.post(
      '/webhooks/:id/rotate-secret',
      {
        config: { scope: 'admin', errors },
        schema: {
          operationId: 'rotateWebhookSecret',
          summary: 'Give a webhook a new secret',
          description:
            'Messages are signed with both secrets for a while, so that the receiver can change over without losing any. ' +
            'The answer is the only place where the new one is told.',
          tags: ['webhooks'],
          params: idParams,
          body: rotateSecretSchema.nullish(),
          response: { 200: json('The webhook, with its new secret.', createdWebhookSchema) },
        },
      },
      async ({ params, body, workspace: { webhooks } }, reply) => {
        const rotated = await webhooks.rotateSecret(params.id, body?.overlapSeconds);
        return reply.header('cache-control', 'no-store').send(rotated);
      },
    );
  };
}
