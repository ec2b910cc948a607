import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { datasetOf, extendJobSchema, type Job, jobSchema } from '../../contracts/job.js';
import { stepsPerEpoch } from '../../datasets/batches.js';
import { getDataset } from '../../datasets/catalogue.js';
import { invalidField } from '../../errors.js';
import type { TraceParent } from '../../telemetry/tracing.js';
import type { ApiDependencies } from '../dependencies.js';
import { idParams, json } from '../schemas.js';
import type { Workspace } from '../workspaces.js';

const STATE_ERRORS = ['job_not_found', 'job_state_conflict'] as const;
/** Of what queues a job that has ended. */
const QUEUE_ERRORS = [...STATE_ERRORS, 'dataset_not_found', 'quota_exceeded', 'storage_unavailable'] as const;

/** What can be asked of a job on its way: `src/jobs/records/lifecycle.ts` says from which states. */
export function jobRequestRoutes({ files }: ApiDependencies): FastifyPluginAsyncZod {
  const simple = {
    cancel: {
      summary: 'Cancel a job',
      description:
        'A job that is queued or paused is cancelled at once; a running one is `cancelling` until its trainer is gone, ' +
        'within 2 seconds. What it has done since its last checkpoint is lost. Asking twice is no mistake.',
      errors: STATE_ERRORS,
      act: ({ queue }: Workspace, id: string) => queue.cancel(id),
    },
    pause: {
      summary: 'Pause a job',
      description:
        'A queued job is paused at once; a running one is `pausing` until a checkpoint is written. ' +
        'Asking twice is no mistake.',
      errors: STATE_ERRORS,
      act: ({ queue }: Workspace, id: string) => queue.pause(id),
    },
    resume: {
      summary: 'Resume a paused job',
      description:
        'Queues it again. It goes on from its checkpoint, and ends as if it had never been paused. ' +
        'Asking twice is no mistake.',
      errors: STATE_ERRORS,
      act: ({ queue }: Workspace, id: string, trace?: TraceParent) => queue.resume(id, trace),
    },
    retry: {
      summary: 'Try a failed job again',
      description: 'Queues it again. It goes on from its last checkpoint, or from the start if it has none.',
      errors: QUEUE_ERRORS,
      act: async ({ store, jobs, queue }: Workspace, id: string, trace?: TraceParent) => {
        const { dataset } = await jobs.get(id);
        return await queue.retry(
          id,
          dataset === null ? { trace } : { dataset: await getDataset(store, dataset), trace },
        );
      },
    },
  };

  return async (app) => {
    for (const [name, { summary, description, errors, act }] of Object.entries(simple)) {
      app.post(
        `/jobs/:id/${name}`,
        {
          config: { scope: 'train', errors },
          schema: {
            operationId: `${name}Job`,
            summary,
            description: `${description} 409 if the job's state does not allow it.`,
            tags: ['jobs'],
            params: idParams,
            body: z.strictObject({}).nullish(),
            response: { 200: json('The job as it is now.', jobSchema) },
          },
        },
        async (request) => {
          const { workspace, params } = request;
          const job = await act(workspace, params.id, request.span?.place);
          request.log.info({ job: job.id, state: job.state }, `asked to ${name}`);
          await files.keep(job.id, workspace.jobs, request.log);
          return job;
        },
      );
    }

    app.post(
      '/jobs/:id/extend',
      {
        config: { scope: 'train', errors: QUEUE_ERRORS },
        schema: {
          operationId: 'extendJob',
          summary: 'Train a finished job for more epochs',
          description:
            'Queues a job that has succeeded again, with a larger `numEpochs`. It goes on from its last checkpoint, and ' +
            'ends as if so many epochs had been asked for at first. 409 if the job has not succeeded.',
          tags: ['jobs'],
          params: idParams,
          body: extendJobSchema,
          response: { 200: json('The job as it is now.', jobSchema) },
        },
      },
      async (request) => {
        const { workspace, params, body } = request;
        const before = await workspace.jobs.get(params.id);
        const job = await extend(workspace, before, body.numEpochs, request.span?.place);
        request.log.info({ job: job.id, numEpochs: body.numEpochs }, 'extended a job');
        await files.keep(job.id, workspace.jobs, request.log);
        return job;
      },
    );
  };

  async function extend(
    { store, queue }: Workspace,
    job: Job,
    numEpochs: number,
    trace: TraceParent | undefined,
  ): Promise<Job> {
    const { id, state, hyperparameters } = job;
    if (state === 'succeeded' && numEpochs <= hyperparameters.numEpochs) {
      throw invalidField('numEpochs', `must be more than the ${hyperparameters.numEpochs} that the job has`);
    }
    const dataset = await getDataset(store, datasetOf(job));
    const totalSteps = numEpochs * stepsPerEpoch(dataset.images, hyperparameters.batchSize);
    return await queue.extend(id, numEpochs, totalSteps, { dataset, trace });
  }
}
