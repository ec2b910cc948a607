import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { TICKET_SECONDS } from '../../access/tickets.js';
import { createTicketSchema, ticketSchema } from '../../contracts/access.js';
import type { ApiDependencies } from '../dependencies.js';
import { json } from '../schemas.js';

/** Tickets for streams, for browsers. */
export function ticketRoutes({ access: { tickets } }: ApiDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/tickets',
      {
        config: { scope: 'read', errors: ['job_not_found'] },
        schema: {
          operationId: 'createTicket',
          summary: 'Get a ticket for a stream',
          description:
            'A browser can’t send a key with a WebSocket or an EventSource: it asks for a ticket with its key, and opens ' +
            `\`/jobs/{id}/stream?ticket=…\` with that. A ticket is good for one job, once, within ${TICKET_SECONDS} seconds.`,
          tags: ['access'],
          body: createTicketSchema,
          response: { 201: json('The ticket.', ticketSchema) },
        },
      },
      async ({ body, caller, workspace: { jobs } }, reply) => {
        await jobs.get(body.job);
        return reply
          .code(201)
          .header('cache-control', 'no-store')
          .send(await tickets.issue(caller, body.job));
      },
    );
  };
}
