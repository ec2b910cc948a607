import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { exportCheckpoint, exportFormats, exportNames, exportTag } from '../../export/formats.js';
import { chosenCheckpoint } from '../../jobs/checkpoints/chosen-checkpoint.js';
import type { ApiDependencies } from '../dependencies.js';
import { isHead, sendHeaders } from '../negotiation.js';
import { pascalCase } from '../pascal-case.js';
import { CHECKPOINT_ERRORS } from '../route-errors.js';
import { checkpointParams, file, nothing } from '../schemas.js';

/** Checkpoints as files of PyTorch, ONNX and TensorFlow.js. */
export function exportRoutes({ version }: ApiDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    for (const name of exportNames) {
      const { mediaType, summary } = exportFormats[name];
      app.get(
        `/jobs/:id/checkpoints/:step/${name}`,
        {
          config: {
            scope: 'read',
            errors: [...CHECKPOINT_ERRORS, 'checkpoint_damaged', 'export_impossible', 'storage_unavailable'],
            responseHeaders: { 200: ['ETag', 'Content-Disposition'], 304: ['ETag'] },
          },
          schema: {
            operationId: `export${pascalCase(name)}`,
            summary,
            description:
              'The `ETag` follows from the weights: with `If-None-Match` what has not changed is 304. docs/export.md ' +
              'says how the file is used.',
            tags: ['results'],
            params: checkpointParams,
            response: { 200: file('The file.', mediaType), 304: nothing('The file of the ETag given.') },
          },
        },
        async (request, reply) => {
          const { id, step } = request.params;
          const { jobs, store } = request.workspace;
          const manifest = await chosenCheckpoint(jobs, id, step);
          const tag = exportTag(manifest, name, version);
          // A step that is trained again, after a failure, may have other weights: each use asks.
          reply.header('etag', tag).header('cache-control', 'no-cache');
          if (isNoneMatch(request.headers['if-none-match'], tag)) return reply.code(304).send();
          reply.header('content-disposition', `attachment; filename="${id}-${manifest.step}-${name}"`);
          if (isHead(request)) return sendHeaders(reply, mediaType);
          const { bytes, body } = await exportCheckpoint(store, manifest, name, version);
          return reply.type(mediaType).header('content-length', bytes).send(body);
        },
      );
    }
  };
}

/** Whether an If-None-Match names the tag; weak ones count too, as RFC 9110 has it. */
function isNoneMatch(header: string | undefined, tag: string): boolean {
  const tags = header?.split(',').map((each) => each.trim().replace(/^W\//, '')) ?? [];
  return tags.includes(tag) || tags.includes('*');
}
