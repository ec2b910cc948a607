import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type Hyperparameters, hyperparametersSchema, presets } from '../../contracts/hyperparameters.js';
import { type CreateJob, createJobSchema, jobSchema } from '../../contracts/job.js';
import { jobStateSchema } from '../../contracts/job-state.js';
import { stepsPerEpoch } from '../../datasets/batches.js';
import { getDataset } from '../../datasets/catalogue.js';
import { refuseTooManyDevices } from '../../jobs/workers.js';
import type { ApiDependencies } from '../dependencies.js';
import { idParams, pageOf, pageQuery } from '../schemas.js';

/** Training jobs: post, list, look at, cancel. */
export function jobRoutes({ jobs, queue, redis, store }: ApiDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/jobs',
      {
        schema: {
          summary: 'Start training',
          description:
            'Queues a training run of a dataset. Every hyperparameter has a default: the tutorial’s. `too_many_devices` refuses an `ngpu` that no live worker has devices for.',
          tags: ['jobs'],
          body: createJobSchema,
          response: { 201: jobSchema },
        },
      },
      async (request, reply) => {
        const { dataset: datasetId, name = null, metadata = {} } = request.body;
        const hyperparameters = withDefaults(request.body);
        const dataset = await getDataset(store, datasetId);
        await refuseTooManyDevices(redis, hyperparameters.ngpu);
        const totalSteps = hyperparameters.numEpochs * stepsPerEpoch(dataset.images, hyperparameters.batchSize);
        const job = await queue.post({ name, dataset: dataset.id, hyperparameters, metadata, totalSteps });
        request.log.info({ job: job.id }, 'queued a job');
        return reply.code(201).header('location', `/jobs/${job.id}`).send(job);
      },
    );

    app.get(
      '/jobs',
      {
        schema: {
          summary: 'List jobs, newest first',
          tags: ['jobs'],
          querystring: pageQuery.extend({ state: jobStateSchema.optional() }),
          response: { 200: pageOf(jobSchema) },
        },
      },
      async ({ query: { limit, cursor, state } }) => jobs.list({ limit, after: cursor, state }),
    );

    app.get(
      '/jobs/:id',
      { schema: { summary: 'Look at a job', tags: ['jobs'], params: idParams, response: { 200: jobSchema } } },
      async ({ params }) => jobs.get(params.id),
    );

    app.post(
      '/jobs/:id/cancel',
      {
        schema: {
          summary: 'Cancel a job',
          description: 'A queued job is cancelled at once; a running one is `cancelling` until its step has ended.',
          tags: ['jobs'],
          params: idParams,
          body: z.strictObject({}).nullish(),
          response: { 200: jobSchema },
        },
      },
      async (request) => {
        const job = await queue.cancel(request.params.id);
        request.log.info({ job: job.id, state: job.state }, 'asked to cancel');
        return job;
      },
    );
  };
}

/** The preset's values, over them those given, under them the defaults. */
function withDefaults({ preset = 'tutorial', hyperparameters = {} }: CreateJob): Hyperparameters {
  return hyperparametersSchema.parse({ ...presets[preset], ...hyperparameters });
}
