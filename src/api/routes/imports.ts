import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { jobSchema } from '../../contracts/job.js';
import { importCheckpoint } from '../../import/checkpoint.js';
import { recordImport } from '../../jobs/records/imported-job.js';
import type { ApiDependencies } from '../dependencies.js';
import { json } from '../schemas.js';
import { giveUpBody } from '../unread-body.js';
import { weightsForm, withWeights } from '../weights-upload.js';

/** Weights that were trained with the tutorial's own code become a job with one checkpoint. */
export function importRoutes({ files, uploads }: ApiDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/jobs/import',
      {
        config: {
          scope: 'train',
          form: weightsForm,
          errors: ['weights_invalid', 'storage_unavailable'],
          responseHeaders: { 201: ['Location'] },
        },
        schema: {
          operationId: 'importWeights',
          summary: "Import the tutorial's weights",
          description:
            "multipart/form-data: `generator` and, optionally, `discriminator`: the tutorial's modules' `state_dict` as " +
            'safetensors files; `name`, optional. They become a job in state `succeeded`, of origin `import`, with one ' +
            'checkpoint, of step 0. What torch.save wrote is refused: it may hold code. docs/export.md says how to convert.',
          tags: ['jobs'],
          response: { 201: json('The job.', jobSchema) },
        },
      },
      async (request, reply) => {
        const { name: workspace, jobs, store } = request.workspace;
        const id = jobs.newId();
        const job = await withWeights(request, uploads, async ({ name, generator, discriminator }) => {
          try {
            return await recordImport(jobs, await importCheckpoint(store, id, generator, discriminator), name);
          } catch (error) {
            if (!(await jobs.exists(id))) await files.remove({ id, workspace });
            throw error;
          }
        }).catch((error: unknown) => {
          giveUpBody(request, reply);
          throw error;
        });
        request.log.info({ job: id }, 'imported weights');
        await files.keep(id, jobs, request.log);
        return reply.code(201).header('location', `/jobs/${id}`).send(job);
      },
    );
  };
}
