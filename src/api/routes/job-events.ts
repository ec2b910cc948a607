import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { jobEventSchema } from '../../contracts/event.js';
import { shownJson } from '../live/messages.js';
import { sendBytes } from '../negotiation.js';
import { idParams, inText, json, pageOf } from '../schemas.js';

const query = z.object({
  limit: inText(z.int().min(1).max(1_000), 500).meta({ description: 'Events on a page.', example: 500 }),
  cursor: inText(z.int().min(0), 0).meta({
    description: 'A `seq`, or `nextCursor`: only later events are listed.',
    example: 41,
  }),
});

/** A job's events as they were logged, from the first: also those that the stream can't replay any more. */
export function jobEventRoutes(): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/jobs/:id/events',
      {
        config: { scope: 'read', errors: ['job_not_found', 'storage_unavailable'] },
        schema: {
          operationId: 'listJobEvents',
          summary: 'All events of a job, oldest first',
          description:
            'The whole log: also events that the stream can’t replay, and steps that an interrupted attempt did in vain. ' +
            'A running job has more events later, although `nextCursor` is null.',
          tags: ['jobs'],
          params: idParams,
          querystring: query,
          response: { 200: json('A page of the log.', pageOf(jobEventSchema)) },
        },
      },
      async ({ params: { id }, query: { limit, cursor }, workspace: { jobs, history } }, reply) => {
        const { lastSeq } = await jobs.getWithSeq(id);
        const events = await history.after(id, cursor, limit);
        const last = events.at(-1)?.seq ?? lastSeq;
        const nextCursor = last < lastSeq ? `"${last}"` : 'null';
        const items = events.map((event) => shownJson(event, app.link)).join();
        return sendBytes(reply, 'application/json', Buffer.from(`{"items":[${items}],"nextCursor":${nextCursor}}`));
      },
    );
  };
}
