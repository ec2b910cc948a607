import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { exportCheckpoint, exportFormats, exportNames, exportTag } from '../../export/formats.js';
import { chosenCheckpoint } from '../../jobs/checkpoints/chosen-checkpoint.js';
import type { ApiDependencies } from '../dependencies.js';
import { sendFile, skipBytes } from '../files.js';
import { pascalCase } from '../pascal-case.js';
import { CHECKPOINT_ERRORS, FILE_ERRORS } from '../route-errors.js';
import { checkpointParams, servedFile, servedFileHeaders } from '../schemas.js';

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
            errors: [
              ...CHECKPOINT_ERRORS,
              ...FILE_ERRORS,
              'checkpoint_damaged',
              'export_impossible',
              'storage_unavailable',
            ],
            responseHeaders: { ...servedFileHeaders, 200: [...servedFileHeaders[200], 'Content-Disposition'] },
          },
          schema: {
            operationId: `export${pascalCase(name)}`,
            summary,
            description: 'The `ETag` follows from the weights. docs/export.md says how the file is used.',
            tags: ['results'],
            params: checkpointParams,
            response: servedFile('The file.', mediaType),
          },
        },
        async (request, reply) => {
          const { id, step } = request.params;
          const { jobs, store } = request.workspace;
          const manifest = await chosenCheckpoint(jobs, id, step);
          reply.header('content-disposition', `attachment; filename="${id}-${manifest.step}-${name}"`);
          const open = async () => {
            const { bytes, body } = await exportCheckpoint(store, manifest, name, version);
            return { bytes, from: (start: number) => skipBytes(body, start) };
          };
          return await sendFile(request, reply, { mediaType, etag: exportTag(manifest, name, version), open });
        },
      );
    }
  };
}
