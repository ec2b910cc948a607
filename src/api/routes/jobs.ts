import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type Hyperparameters, hyperparametersSchema, presets } from '../../contracts/hyperparameters.js';
import { type CreateJob, createJobSchema, type Job, jobSchema, updateJobSchema } from '../../contracts/job.js';
import { jobStates } from '../../contracts/job-state.js';
import { refuseOutside } from '../../datasets/allowed-folder.js';
import { stepsPerEpoch } from '../../datasets/batches.js';
import { getDataset } from '../../datasets/catalogue.js';
import { classesToLearn } from '../../datasets/classes-to-learn.js';
import { invalidField } from '../../errors.js';
import { copyStart, findStart, refuseOtherSizes, sizesOf } from '../../jobs/checkpoints/continuation.js';
import type { Settlement } from '../../jobs/records/job-store.js';
import { refuseTooManyDevices } from '../../jobs/workers/heartbeats.js';
import type { ApiDependencies } from '../dependencies.js';
import { sendBytes } from '../negotiation.js';
import { CHECKPOINT_ERRORS } from '../route-errors.js';
import { idParams, json, nothing, pageOf, pageQuery } from '../schemas.js';

const idempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .meta({
      description:
        'Makes the request safe to repeat: for 24 hours an equal one gets the same answer, and no second job.',
      examples: ['0c1f7f0e-5d0b-4f0e-9d3b-1f6d3d2b7a55'],
    }),
});

/** Training jobs: post, list, look at, prioritize, delete. */
export function jobRoutes({
  jobCache,
  files,
  idempotency,
  redis,
  datasetRoots,
}: ApiDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/jobs',
      {
        config: {
          scope: 'train',
          errors: [
            ...CHECKPOINT_ERRORS,
            'dataset_not_found',
            'too_many_devices',
            'idempotency_key_reused',
            'idempotency_in_flight',
            'quota_exceeded',
            'checkpoint_damaged',
            'storage_unavailable',
          ],
          responseHeaders: { 201: ['Location', 'Idempotent-Replayed'] },
        },
        schema: {
          operationId: 'createJob',
          summary: 'Start training',
          description:
            'Queues a training run of a dataset. Every hyperparameter has a default: the tutorial’s. `too_many_devices` refuses an `ngpu` that no live worker has devices for.',
          tags: ['jobs'],
          headers: idempotencyHeaders,
          body: createJobSchema,
          response: { 201: json('The job.', jobSchema) },
        },
      },
      async (request, reply) => {
        const key = request.headers['idempotency-key'];
        const claim =
          key === undefined ? undefined : await idempotency.claim(request.caller.workspace, key, request.body);
        if (claim && 'created' in claim) {
          reply.header('idempotent-replayed', 'true');
          return reply.code(201).header('location', `/jobs/${claim.created.id}`).send(claim.created);
        }
        try {
          const job = await create(request, claim?.settlement);
          request.log.info({ job: job.id }, 'queued a job');
          return reply.code(201).header('location', `/jobs/${job.id}`).send(job);
        } catch (error) {
          await claim?.release();
          throw error;
        }
      },
    );

    app.get(
      '/jobs',
      {
        config: { scope: 'read' },
        schema: {
          operationId: 'listJobs',
          summary: 'List jobs, newest first',
          tags: ['jobs'],
          querystring: pageQuery.extend({
            state: z
              .enum(jobStates)
              .optional()
              .meta({ description: 'Only jobs that are in this state.', examples: ['running'] }),
          }),
          response: { 200: json('A page of the jobs.', pageOf(jobSchema)) },
        },
      },
      async ({ query: { limit, cursor, state }, workspace: { jobs } }) => jobs.list({ limit, after: cursor, state }),
    );

    app.get(
      '/jobs/:id',
      {
        config: { scope: 'read', errors: ['job_not_found'] },
        schema: {
          operationId: 'getJob',
          summary: 'Look at a job',
          tags: ['jobs'],
          params: idParams,
          response: { 200: json('The job.', jobSchema) },
        },
      },
      async ({ params, caller }, reply) =>
        sendBytes(reply, 'application/json; charset=utf-8', await jobCache.get(params.id, caller.workspace)),
    );

    app.patch(
      '/jobs/:id',
      {
        config: { scope: 'train', errors: ['job_not_found', 'job_state_conflict'] },
        schema: {
          operationId: 'updateJob',
          summary: "Change a job's priority",
          description: 'Refused with 409 once the job has ended.',
          tags: ['jobs'],
          params: idParams,
          body: updateJobSchema,
          response: { 200: json('The job as it is now.', jobSchema) },
        },
      },
      async ({ params, body, workspace: { queue } }) => queue.prioritize(params.id, body.priority),
    );

    app.delete(
      '/jobs/:id',
      {
        config: { scope: 'train', errors: ['job_not_found', 'job_state_conflict', 'checkpoint_in_use'] },
        schema: {
          operationId: 'deleteJob',
          summary: 'Delete a job',
          description:
            'Removes its record, events, sample grids and checkpoints. Only a job that has ended can be deleted: cancel ' +
            'it first, paused jobs too. Jobs that started from one of its checkpoints keep their own copy.',
          tags: ['jobs'],
          params: idParams,
          response: { 204: nothing('Deleted.') },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const { name: workspace, queue } = request.workspace;
        await queue.delete(id);
        request.log.info({ job: id }, 'deleted a job');
        await files.removeDeleted({ id, workspace }, request.log);
        return reply.code(204).send();
      },
    );
  };

  async function create(
    {
      workspace: { name: workspace, store, jobs, queue },
      body,
      span,
      log,
    }: Pick<FastifyRequest, 'workspace' | 'span' | 'log'> & { readonly body: CreateJob },
    idempotency: Settlement | undefined,
  ): Promise<Job> {
    const { dataset: datasetId, name = null, metadata = {}, priority = 0 } = body;
    const folder = typeof datasetId === 'string' ? null : datasetId.folder;
    if (folder !== null) refuseFolder(folder, body);
    const dataset = typeof datasetId === 'string' ? await getDataset(store, datasetId) : null;
    const start = body.from && (await findStart(jobs, body.from));
    const hyperparameters = withDefaults(body, start && sizesOf(start));
    // Those of a folder are known when it has been imported.
    const classes = dataset && classesToLearn(dataset, hyperparameters);
    if (start) refuseOtherSizes(start, hyperparameters, classes);
    await refuseTooManyDevices(redis, hyperparameters.ngpu);
    const totalSteps = dataset
      ? hyperparameters.numEpochs * stepsPerEpoch(dataset.images, hyperparameters.batchSize)
      : 0;
    const from = start ? { job: start.job, step: start.step } : null;
    const definition = { name, dataset: dataset?.id ?? null, folder, hyperparameters, metadata, totalSteps, from };
    const given = { ...definition, classes, priority };

    const id = jobs.newId();
    try {
      const checkpoint =
        start && dataset && (await copyStart(store, start, { id, dataset: dataset.id, hyperparameters, classes }));
      const carried = checkpoint ? { checkpoint } : {};
      const seen = dataset ?? undefined;
      const job = await queue.post(given, { id, ...carried, dataset: seen, idempotency, trace: span?.place });
      await files.keep(id, jobs, log);
      return job;
    } catch (error) {
      if (start && !(await jobs.exists(id))) await files.remove({ id, workspace });
      throw error;
    }
  }

  /** Only datasets can be learned from another job's checkpoint: the copy that is the new job's names its dataset. */
  function refuseFolder(folder: string, { from }: CreateJob): void {
    refuseOutside(datasetRoots, folder);
    if (from) throw invalidField('from', 'needs a dataset; import the folder as one first');
  }
}

/** The preset's values, over them those given, under them the sizes of the checkpoint it starts from, and the defaults. */
function withDefaults(
  { preset = 'tutorial', hyperparameters = {} }: CreateJob,
  sizes?: ReturnType<typeof sizesOf>,
): Hyperparameters {
  return hyperparametersSchema.parse({ ...sizes, ...presets[preset], ...hyperparameters });
}
