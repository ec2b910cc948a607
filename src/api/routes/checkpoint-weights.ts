import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { AtelierError } from '../../errors.js';
import { chosenCheckpoint } from '../../jobs/checkpoints/chosen-checkpoint.js';
import { isNotModified, sendFile } from '../files.js';
import { isHead } from '../negotiation.js';
import { CHECKPOINT_ERRORS, FILE_ERRORS } from '../route-errors.js';
import { checkpointParams, nothing, servedFile, servedFileHeaders } from '../schemas.js';

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
          errors: [...CHECKPOINT_ERRORS, ...FILE_ERRORS, 'checkpoint_damaged', 'storage_unavailable'],
          responseHeaders: {
            ...servedFileHeaders,
            200: [...servedFileHeaders[200], 'Content-Disposition'],
            302: ['Location'],
          },
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
            ...servedFile('The file.', MEDIA_TYPE),
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
        const etag = `"${sha256}"`;
        if (isNotModified(request, reply, etag)) return reply.code(304).send();
        const link = await store.linkTo(key, LINK_SECONDS, fileName);
        // A link lets everybody in who has it: it belongs in no cache.
        if (link) return reply.header('cache-control', 'no-store').redirect(link, 302);
        const missing = () => new AtelierError('checkpoint_damaged', `The weights of ${found.id} are missing.`);
        if (isHead(request) && (await store.size(key)) === undefined) throw missing();
        reply.header('content-disposition', `attachment; filename="${fileName}"`);
        const from = async (start: number) => {
          const weights = await store.getStream(key, start);
          if (!weights) throw missing();
          return weights;
        };
        return await sendFile(request, reply, { mediaType: MEDIA_TYPE, etag, bytes, open: () => ({ bytes, from }) });
      },
    );
  };
}
