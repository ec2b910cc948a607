import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { AtelierError } from '../../errors.js';
import { chosenCheckpoint } from '../../jobs/checkpoints/chosen-checkpoint.js';
import { isHead, sendHeaders } from '../negotiation.js';
import { CHECKPOINT_ERRORS } from '../route-errors.js';
import { checkpointParams, file, nothing } from '../schemas.js';

const MEDIA_TYPE = 'application/octet-stream';
/** How long a link to the store is good, in seconds: a download must begin, not end, by then. */
const LINK_SECONDS = 300;

/** A checkpoint's file itself. From a store that can be linked to, it comes past this process. */
export function checkpointWeightsRoutes(): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/jobs/:id/checkpoints/:step/weights.safetensors',
      {
        config: {
          scope: 'read',
          errors: [...CHECKPOINT_ERRORS, 'checkpoint_damaged', 'storage_unavailable'],
          responseHeaders: { 200: ['ETag', 'Content-Disposition'], 302: ['Location'] },
        },
        schema: {
          operationId: 'downloadWeights',
          summary: 'The weights of a checkpoint',
          description:
            'All of a checkpoint’s tensors, float32, as one safetensors file: both networks, running statistics and both ' +
            'optimizers. With a store in S3 the answer is a redirect to a link that is good for five minutes, unless ' +
            '`S3_LINK_ENDPOINT` is `none`. The checkpoint’s `weights.sha256` is the checksum of the file, and its `ETag` here.',
          tags: ['results'],
          params: checkpointParams,
          response: {
            200: file('The file.', MEDIA_TYPE),
            302: nothing('Fetch it from `Location`, without credentials.'),
          },
        },
      },
      async (request, reply) => {
        const { id, step } = request.params;
        const { jobs, store } = request.workspace;
        const found = await chosenCheckpoint(jobs, id, step);
        const { key, bytes, sha256 } = found.weights;
        const fileName = `${found.id}.safetensors`;
        const link = await store.linkTo(key, LINK_SECONDS, fileName);
        // A link lets everybody in who has it: it belongs in no cache.
        if (link) return reply.header('cache-control', 'no-store').redirect(link, 302);
        const weights = isHead(request) ? await store.size(key) : await store.getStream(key);
        if (weights === undefined) {
          throw new AtelierError('checkpoint_damaged', `The weights of ${found.id} are missing.`);
        }
        reply
          .header('content-length', bytes)
          .header('content-disposition', `attachment; filename="${fileName}"`)
          .header('etag', `"${sha256}"`);
        return typeof weights === 'number' ? sendHeaders(reply, MEDIA_TYPE) : reply.type(MEDIA_TYPE).send(weights);
      },
    );
  };
}
