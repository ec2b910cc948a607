import { parse } from 'node:path';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { datasetSchema } from '../../contracts/dataset.js';
import { isTerminal } from '../../contracts/job-state.js';
import { deleteDataset, getDataset, listDatasets } from '../../datasets/catalogue.js';
import { importDataset } from '../../datasets/import.js';
import { AtelierError } from '../../errors.js';
import { datasetPreview } from '../../images/preview.js';
import type { ApiDependencies } from '../dependencies.js';
import { sendBytes } from '../negotiation.js';
import { binary, idParams, pageOf, pageQuery } from '../schemas.js';
import { withUpload } from '../upload.js';

/** Datasets: upload, list, look at, delete. */
export function datasetRoutes({ store, jobs, uploads }: ApiDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/datasets',
      {
        schema: {
          summary: 'Upload a dataset',
          description:
            'multipart/form-data: `name` (optional, before the file) and `file`, a zip with one folder per class, or ' +
            'several images. Bad files are listed, not fatal. The same content gives the same dataset: 200 then.',
          tags: ['datasets'],
          consumes: ['multipart/form-data'],
          response: { 200: datasetSchema, 201: datasetSchema },
        },
      },
      async (request, reply) => {
        const { dataset, created } = await withUpload(request, uploads, ({ fields, fileNames, files }) =>
          importDataset(store, files, { name: fields.name?.trim() || parse(fileNames[0] ?? 'dataset').name }),
        );
        request.log.info({ dataset: dataset.id, images: dataset.images }, 'imported a dataset');
        return reply
          .code(created ? 201 : 200)
          .header('location', `/datasets/${dataset.id}`)
          .send(dataset);
      },
    );

    app.get(
      '/datasets',
      {
        schema: {
          summary: 'List datasets, newest first',
          tags: ['datasets'],
          querystring: pageQuery,
          response: { 200: pageOf(datasetSchema) },
        },
      },
      async ({ query: { limit, cursor } }) => listDatasets(store, { limit, ...(cursor ? { after: cursor } : {}) }),
    );

    app.get(
      '/datasets/:id',
      {
        schema: {
          summary: 'Look at a dataset',
          tags: ['datasets'],
          params: idParams,
          response: { 200: datasetSchema },
        },
      },
      async ({ params }) => getDataset(store, params.id),
    );

    app.delete(
      '/datasets/:id',
      {
        schema: {
          summary: 'Delete a dataset',
          description:
            'Refused while a job that has not ended uses it. The photos themselves stay in the store: other datasets may ' +
            'share them, and nothing removes those that none uses yet.',
          tags: ['datasets'],
          params: idParams,
          response: { 204: binary('Deleted.') },
        },
      },
      async ({ params }, reply) => {
        await refuseIfUsed(params.id);
        await deleteDataset(store, params.id);
        return reply.code(204).send();
      },
    );

    app.get(
      '/datasets/:id/preview.png',
      {
        schema: {
          summary: 'An 8×8 grid of training images',
          tags: ['datasets'],
          params: idParams,
          produces: ['image/png'],
          response: { 200: binary('The grid.') },
        },
      },
      async ({ params }, reply) => sendBytes(reply, 'image/png', await datasetPreview(store, params.id)),
    );
  };

  async function refuseIfUsed(id: string): Promise<void> {
    let after: string | undefined;
    do {
      const page = await jobs.list({ limit: 200, after });
      const user = page.items.find((job) => job.dataset === id && !isTerminal(job.state));
      if (user) throw new AtelierError('dataset_in_use', `Job ${user.id} uses the dataset and is ${user.state}.`);
      after = page.nextCursor ?? undefined;
    } while (after);
  }
}
