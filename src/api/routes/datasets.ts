import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { datasetSchema, inspectedDatasetSchema } from '../../contracts/dataset.js';
import { isTerminal } from '../../contracts/job-state.js';
import { getDataset, getDatasetReport, listDatasets } from '../../datasets/catalogue.js';
import { deleteDataset } from '../../datasets/changes.js';
import { removePrepared } from '../../datasets/prepared-files.js';
import { AtelierError } from '../../errors.js';
import { idParams, json, nothing, pageOf, pageQuery } from '../schemas.js';
import type { Workspace } from '../workspaces.js';

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
            'Refused while a job that has not ended uses it. Its photos are gone when the answer comes, but for those ' +
            'that other datasets have too; so are the pixels that were prepared for training.',
          tags: ['datasets'],
          params: idParams,
          response: { 204: nothing('Deleted.') },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const { workspace } = request;
        await refuseIfUsed(workspace, id);
        await deleteDataset(workspace.store, id);
        await removePrepared(workspace.cacheFolder, id);
        request.log.info({ dataset: id }, 'deleted a dataset');
        return reply.code(204).send();
      },
    );
  };

  async function refuseIfUsed({ jobs }: Workspace, id: string): Promise<void> {
    let after: string | undefined;
    do {
      const page = await jobs.list({ limit: 200, after });
      const user = page.items.find((job) => job.dataset === id && !isTerminal(job.state));
      if (user) throw new AtelierError('dataset_in_use', `Job ${user.id} uses the dataset and is ${user.state}.`);
      after = page.nextCursor ?? undefined;
    } while (after);
  }
}
