import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { exampleOf } from '../../contracts/examples.js';
import { deliverySchema } from '../../contracts/webhook.js';
import { DELIVERIES_KEPT } from '../../webhooks/commands.js';
import { idParams, json, pageOf, pageQuery } from '../schemas.js';

const deliveryParams = idParams.extend({
  deliveryId: z
    .string()
    .min(1)
    .max(64)
    .describe('Id of the message, as `webhook-id` has it.')
    .meta({ example: exampleOf.message }),
});

/** What a webhook was sent, and is sent again on request. */
export function deliveryRoutes(): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/webhooks/:id/deliveries',
      {
        config: { scope: 'admin', errors: ['webhook_not_found'] },
        schema: {
          operationId: 'listDeliveries',
          summary: 'List what a webhook was sent or is owed, newest first',
          description: `With each attempt. Of what is over, the newest ${DELIVERIES_KEPT} are kept.`,
          tags: ['webhooks'],
          params: idParams,
          querystring: pageQuery,
          response: { 200: json('Some of them.', pageOf(deliverySchema)) },
        },
      },
      async ({ params, query: { limit, cursor }, workspace: { deliveries } }) =>
        await deliveries.list(params.id, { limit, after: cursor }),
    );

    app.get(
      '/webhooks/:id/deliveries/:deliveryId',
      {
        config: { scope: 'admin', errors: ['webhook_not_found', 'delivery_not_found'] },
        schema: {
          operationId: 'getDelivery',
          summary: 'Look at a delivery',
          description: 'A message that a webhook was sent or is owed, with its attempts.',
          tags: ['webhooks'],
          params: deliveryParams,
          response: { 200: json('The delivery.', deliverySchema) },
        },
      },
      async ({ params, workspace: { deliveries } }) => await deliveries.get(params.id, params.deliveryId),
    );

    app.post(
      '/webhooks/:id/deliveries/:deliveryId/replay',
      {
        config: { scope: 'admin', errors: ['webhook_not_found', 'delivery_not_found', 'webhook_disabled'] },
        schema: {
          operationId: 'replayDelivery',
          summary: 'Send a message once more',
          description:
            'The same bytes under the same id, with all the attempts that a new message has. One that waits for its next ' +
            'attempt is tried at once.',
          tags: ['webhooks'],
          params: deliveryParams,
          response: { 202: json('The delivery, which is owed again.', deliverySchema) },
        },
      },
      async ({ params, workspace: { deliveries } }, reply) =>
        reply.code(202).send(await deliveries.replay(params.id, params.deliveryId)),
    );

    app.post(
      '/webhooks/:id/test',
      {
        config: { scope: 'admin', errors: ['webhook_not_found'] },
        schema: {
          operationId: 'testWebhook',
          summary: 'Send a ping',
          description:
            'Once, without further attempts, also to a webhook that is disabled. The delivery tells how it went.',
          tags: ['webhooks'],
          params: idParams,
          response: { 202: json('The delivery, which is owed.', deliverySchema) },
        },
      },
      async ({ params, workspace: { deliveries } }, reply) => reply.code(202).send(await deliveries.ping(params.id)),
    );
  };
}
