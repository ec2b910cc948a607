import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { datasetSchema, inspectedDatasetSchema } from '../../contracts/dataset.js';
import { getDataset, getDatasetReport, listDatasets } from '../../datasets/catalogue.js';
import { idParams, json, nothing, pageOf, pageQuery } from '../schemas.js';

/** Datasets: list, look at, delete. How they are made is in uploads.ts. */
export function datasetRoutes(): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/datasets',
      {
        config: { scope: 'read', errors: ['storage_unavailable'] },
        schema: {
          operationId: 'listDatasets',
          summary: 'List datasets, newest first',
          tags: ['datasets'],
          querystring: pageQuery,
          response: { 200: json('A page of the datasets.', pageOf(datasetSchema)) },
        },
      },
      async ({ query: { limit, cursor }, workspace: { store } }) =>
        listDatasets(store, { limit, ...(cursor ? { after: cursor } : {}) }),
    );

    app.get(
      '/datasets/:id',
      {
        config: { scope: 'read', errors: ['dataset_not_found', 'storage_unavailable'] },
        schema: {
          operationId: 'getDataset',
          summary: 'Look at a dataset',
          description: 'With a report of what stands out in it: sizes, duplicates, imbalance, and what to mind.',
          tags: ['datasets'],
          params: idParams,
          response: { 200: json('The dataset.', inspectedDatasetSchema) },
        },
      },
      async ({ params, workspace: { store } }) => {
        const dataset = await getDataset(store, params.id);
        return { ...dataset, report: await getDatasetReport(store, dataset) };
      },
    );

    app.delete(
      '/datasets/:id',
      {
        config: { scope: 'train', errors: ['dataset_not_found', 'dataset_in_use', 'storage_unavailable'] },
        schema: {
          operationId: 'deleteDataset',
          summary: 'Delete a dataset',
          description:
            'Refused while a job that has not ended uses it. Its photos are gone when the response comes, but for those ' +
            'that other datasets have too. So are the pixels that were prepared for training; workers with a disk of ' +
            'their own remove theirs as soon as they hear of it.',
          tags: ['datasets'],
          params: idParams,
          response: { 204: nothing('Deleted.') },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const { store, deleteDataset } = request.workspace;
        await deleteDataset(await getDataset(store, id));
        request.log.info({ dataset: id }, 'deleted a dataset');
        return reply.code(204).send();
      },
    );
  };
}
