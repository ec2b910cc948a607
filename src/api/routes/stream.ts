import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isTerminal } from '../../contracts/job-state.js';
import type { ApiDependencies } from '../dependencies.js';
import { Clients, type Connection } from '../live/clients.js';
import { JobFollower } from '../live/job-follower.js';
import { serverSentEvents, webSocketFrames } from '../live/messages.js';
import type { Sink } from '../live/sink.js';
import { SseSink } from '../live/sse-sink.js';
import { closeCodes, WebSocketSink } from '../live/websocket-sink.js';
import { isHead, preferred, sendHeaders } from '../negotiation.js';
import { file, idParams, inText, nothing } from '../schemas.js';

const seq = inText(z.int().min(0));

const description = `
A WebSocket: \`hello\`, then every event after \`after\`, then live ones, one JSON message each, in the order of \`seq\`.
With \`Accept: text/event-stream\` the same as server-sent events. Without API keys an \`EventSource\` resumes
them by itself; with keys it needs a new ticket for each connection, and \`after\`. One that comes back when the job has ended,
with the last event's \`seq\` as \`Last-Event-ID\`, is answered 204, and stops.

No number is left out without a \`gap\` in its place, which says which ones and where to read them: events that were moved
to the archive, or steps that a client which reads too slowly was spared. Such a client still gets the newest step and
every other event. If it takes nothing for 10 seconds, it is closed with 1013.

Every 20 seconds the server pings a WebSocket, and drops one that has not answered the ping before.

Close codes: 1000 after the job’s last event, 1001 when the server shuts down, 1008 when the key is revoked, 1011 when the
server fails, 1013 for a client that is too slow; 4400 for a wrong \`after\`, 4401 without a good key or ticket, 4403 for a
key or a web page that may not read, 4404 where there is no such job, 4406 for a subprotocol, of which there are none.
After 1001, 1006, 1011 and 1013 connect again with \`after\` set to the last \`seq\` that arrived.
`.trim();

/** A job's events, live: a WebSocket, or server-sent events for clients that ask for `text/event-stream`. */
export function streamRoutes({ log, events, access, telemetry }: ApiDependencies): FastifyPluginAsyncZod {
  const { authenticator } = access;
  const metrics = telemetry.api.streams;
  return async (app) => {
    const [encodeSse, encodeFrames] = [serverSentEvents(app.link), webSocketFrames(app.link)];
    const clients = new Clients();
    app.addHook('preClose', async () => clients.close());

    const follow = ({ workspace: { jobs } }: FastifyRequest, id: string, after: number, sink: Sink) => {
      const follower = new JobFollower({ jobs, log, events, metrics, link: app.link }, id, after, sink);
      follower.start().catch((error: unknown) => sink.fail(error));
      return follower;
    };

    /** @returns a function to call when the connection is gone */
    const keep = ({ caller: { key }, ws }: FastifyRequest, connection: Connection) => {
      const forget = clients.add(connection);
      const left = metrics.opened(ws ? 'websocket' : 'sse');
      const stopWatching = key === null ? () => {} : authenticator.watch(key, () => connection.revoke());
      return () => {
        forget();
        left();
        stopWatching();
      };
    };

    app.route({
      method: 'GET',
      url: '/jobs/:id/stream',
      config: {
        scope: 'read',
        takesTicket: true,
        neverShed: true,
        isStream: true,
        errors: ['job_not_found', 'not_acceptable', 'storage_unavailable'],
      },
      schema: {
        operationId: 'streamJob',
        summary: 'Watch a job',
        description,
        tags: ['jobs'],
        params: idParams,
        querystring: z.object({
          heartbeats: z
            .enum(['true', 'false'])
            .optional()
            .meta({
              description:
                'For a WebSocket: `true` has a `heartbeat` sent every 20 seconds, by which a page knows that the connection ' +
                'is alive; `false` by default. Server-sent events have a comment as often in any case.',
              examples: ['true'],
            }),
          after: seq
            .optional()
            .meta({ description: 'Only events with a greater `seq` are sent; 0 by default.', example: 41 }),
          ticket: z
            .string()
            .max(64)
            .optional()
            .meta({ description: 'From `POST /tickets`, in place of a key.', examples: ['kR2x…'] }),
        }),
        headers: z.looseObject({
          'last-event-id': seq.optional().meta({ description: 'Where a browser goes on, over `after`.', example: 41 }),
        }),
        response: {
          200: file('Server-sent events.', 'text/event-stream'),
          204: nothing('The job has ended, and its last event is that of `Last-Event-ID`.'),
        },
      },
      // A WebSocket learns what was wrong by its close code: browsers don't show the answer to a refused handshake.
      attachValidation: true,
      handler: async (request, reply) => {
        if (request.validationError) throw request.validationError;
        preferred(request, ['text/event-stream']);
        const { id } = request.params;
        const { 'last-event-id': lastEventId } = request.headers;
        const { job, lastSeq } = await request.workspace.jobs.getWithSeq(id);
        // nginx would keep events until they fill a buffer, and whatever else is between might compress them.
        reply.header('cache-control', 'no-store, no-transform').header('x-accel-buffering', 'no');
        // An EventSource comes back when a stream has ended; this is how it is told not to.
        if (lastEventId !== undefined && lastEventId >= lastSeq && isTerminal(job.state)) return reply.code(204).send();
        if (isHead(request)) return sendHeaders(reply, 'text/event-stream');
        const sink = new SseSink(request.log, metrics, encodeSse);
        const follower = follow(request, id, lastEventId ?? request.query.after ?? 0, sink);
        const forget = keep(request, sink);
        sink.body.on('close', () => {
          follower.stop();
          forget();
        });
        return reply.type('text/event-stream').send(sink.body);
      },
      wsHandler: (socket, request) => {
        const { after = 0, heartbeats } = request.query as { after?: number; heartbeats?: string };
        const sink = new WebSocketSink(
          socket,
          request.raw.socket,
          request.log,
          metrics,
          encodeFrames,
          heartbeats === 'true',
        );
        if (request.socketError) return sink.fail(request.socketError);
        if (request.validationError) return sink.fail(request.validationError);
        if (socket.protocol) return socket.close(closeCodes.notAcceptable, 'the stream has no subprotocols');
        const { id } = request.params as { id: string };
        const follower = follow(request, id, after, sink);
        const forget = keep(request, sink);
        socket.on('close', () => {
          follower.stop();
          forget();
        });
      },
    });
  };
}
