import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ApiDependencies } from '../dependencies.js';
import { JobFollower } from '../live/job-follower.js';
import { sseSink } from '../live/sse-sink.js';
import { webSocketSink } from '../live/websocket-sink.js';
import { preferred } from '../negotiation.js';
import { binary, idParams } from '../schemas.js';

const after = z.coerce.number().int().min(0).default(0).describe('Only events with a greater `seq` are sent.');

/** A job's events, live: a WebSocket, or server-sent events for clients that ask for `text/event-stream`. */
export function streamRoutes({ jobs, events }: ApiDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    app.route({
      method: 'GET',
      url: '/jobs/:id/stream',
      schema: {
        summary: 'Watch a job',
        description:
          'A WebSocket: `hello`, then every event after `after`, then live ones, one JSON message each; closed with ' +
          '1000 after the job’s last event. With `Accept: text/event-stream` the same as server-sent events.',
        tags: ['jobs'],
        params: idParams,
        querystring: z.object({ after: after.optional() }),
        produces: ['text/event-stream'],
        response: { 200: binary('Server-sent events.') },
      },
      handler: async (request, reply) => {
        preferred(request, ['text/event-stream']);
        const { id } = request.params;
        await jobs.get(id);
        const sink = sseSink(request.log);
        const resumeAt = request.headers['last-event-id'];
        const from = after.parse(resumeAt ?? request.query.after);
        const follower = new JobFollower({ jobs, events }, id, from, sink);
        sink.body.on('close', () => follower.stop());
        follower.start().catch(sink.fail);
        return reply.type('text/event-stream').header('cache-control', 'no-store').send(sink.body);
      },
      wsHandler: (socket, request) => {
        const { id } = request.params as { id: string };
        const { after: from = 0 } = request.query as { after?: number };
        const sink = webSocketSink(socket, request.log);
        const follower = new JobFollower({ jobs, events }, id, from, sink);
        socket.on('close', () => follower.stop());
        follower.start().catch(sink.fail);
      },
    });
  };
}
