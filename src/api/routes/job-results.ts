import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import pLimit from 'p-limit';
import pMap from 'p-map';
import { z } from 'zod';
import { architectureSchema } from '../../contracts/architecture.js';
import { checkpointManifestSchema } from '../../contracts/checkpoint.js';
import { exampleOf } from '../../contracts/examples.js';
import { AtelierError } from '../../errors.js';
import { encodeTimelapse, shownFrames } from '../../images/timelapse.js';
import { chosenCheckpoint } from '../../jobs/checkpoints/chosen-checkpoint.js';
import { networkShape } from '../../models/networks.js';
import { printSummary, summarize } from '../../models/summary.js';
import { sendMadeFile } from '../files.js';
import { isHead, preferred, sendBytes, sendHeaders } from '../negotiation.js';
import { CHECKPOINT_ERRORS, FILE_ERRORS } from '../route-errors.js';
import { checkpointParams, file, idParams, json, servedFile, servedFileHeaders, stepParams } from '../schemas.js';
import type { Workspace } from '../workspaces.js';

/** Sample grids that are read at once for a timelapse. */
const READERS = 8;
/** Timelapses made at once: each has the PNGs of all its grids in memory. libuv has no more threads for them. */
const ENCODERS = 4;

const samplesSchema = z.object({
  items: z
    .array(
      z.object({
        step: z.int().meta({ description: 'Steps done when the grid was made.', examples: [480] }),
        url: z.string().meta({
          description: 'Where the grid is, a PNG.',
          examples: [`/jobs/${exampleOf.job}/samples/480.png`],
        }),
      }),
    )
    .describe('By step.'),
});

/** What a job has made so far: metrics, the loss plot, sample grids, their animation, checkpoints, its networks. */
export function jobResultRoutes(): FastifyPluginAsyncZod {
  const sampleGrid = async ({ store }: Workspace, id: string, step: number): Promise<Buffer> => {
    const png = await store.get(`jobs/${id}/samples/${step}.png`);
    if (!png) throw new AtelierError('sample_not_found', `There is no sample grid of step ${step}.`);
    return png;
  };

  const listedSampleGrid = async (workspace: Workspace, id: string, step: number): Promise<Buffer> => {
    // A grid that an interrupted attempt wrote but never reported is not shown.
    const listed = (await workspace.jobs.samples(id)).includes(step);
    if (!listed) throw new AtelierError('sample_not_found', `There is no sample grid of step ${step}.`);
    return await sampleGrid(workspace, id, step);
  };

  const encoders = pLimit(ENCODERS);

  /** Steps of the grids that a timelapse shows. */
  const timelapseSteps = async ({ jobs }: Workspace, id: string): Promise<number[]> => {
    const steps = await jobs.samples(id);
    if (steps.length === 0) throw new AtelierError('no_samples_yet', 'The job has no sample grids yet.');
    return shownFrames(steps);
  };

  const timelapse = async (workspace: Workspace, id: string, format: 'webp' | 'gif'): Promise<Buffer> => {
    const read = (step: number) => sampleGrid(workspace, id, step);
    const steps = await timelapseSteps(workspace, id);
    return await encoders(async () => await encodeTimelapse(await pMap(steps, read, { concurrency: READERS }), format));
  };

  return async (app) => {
    app.get(
      '/jobs/:id/samples',
      {
        config: { scope: 'read', errors: ['job_not_found'] },
        schema: {
          operationId: 'listSamples',
          summary: 'Steps that have a sample grid',
          description: 'A grid shows what the generator makes of 64 fixed noise vectors, the same at every step.',
          tags: ['results'],
          params: idParams,
          response: { 200: json('Steps, and where their grids are.', samplesSchema) },
        },
      },
      async ({ params: { id }, workspace: { jobs } }) => {
        const steps = await jobs.samples(id);
        return { items: steps.map((step) => ({ step, url: app.link(`/jobs/${id}/samples/${step}.png`) })) };
      },
    );

    app.get(
      '/jobs/:id/samples/:step.png',
      {
        config: {
          scope: 'read',
          errors: ['job_not_found', 'sample_not_found', ...FILE_ERRORS, 'storage_unavailable'],
          responseHeaders: servedFileHeaders,
        },
        schema: {
          operationId: 'getSample',
          summary: 'The sample grid of a step',
          tags: ['results'],
          params: stepParams,
          response: servedFile('8×8 designs.', 'image/png'),
        },
      },
      async (request, reply) => {
        const { params, workspace } = request;
        return await sendMadeFile(
          request,
          reply,
          'image/png',
          await listedSampleGrid(workspace, params.id, params.step),
        );
      },
    );

    for (const format of ['webp', 'gif'] as const) {
      app.get(
        `/jobs/:id/timelapse.${format}`,
        {
          config: {
            scope: 'read',
            errors: ['job_not_found', 'sample_not_found', 'no_samples_yet', ...FILE_ERRORS, 'storage_unavailable'],
            responseHeaders: servedFileHeaders,
          },
          schema: {
            operationId: `getTimelapse${format === 'webp' ? 'WebP' : 'Gif'}`,
            summary: `All sample grids as an animation (${format})`,
            tags: ['results'],
            params: idParams,
            response: servedFile('The animation.', `image/${format}`),
          },
        },
        async (request, reply) => {
          const { params, workspace } = request;
          if (isHead(request)) {
            await timelapseSteps(workspace, params.id);
            return sendHeaders(reply, `image/${format}`);
          }
          return await sendMadeFile(request, reply, `image/${format}`, await timelapse(workspace, params.id, format));
        },
      );
    }

    app.get(
      '/jobs/:id/checkpoints',
      {
        config: { scope: 'read', errors: ['job_not_found'] },
        schema: {
          operationId: 'listCheckpoints',
          summary: 'Checkpoints of a job, oldest first',
          tags: ['results'],
          params: idParams,
          response: {
            200: json(
              'The checkpoints.',
              z.object({ items: z.array(checkpointManifestSchema).describe('Oldest first.') }),
            ),
          },
        },
      },
      async ({ params, workspace: { jobs } }) => ({ items: await jobs.checkpoints(params.id) }),
    );

    app.get(
      '/jobs/:id/checkpoints/:step',
      {
        config: {
          scope: 'read',
          errors: CHECKPOINT_ERRORS,
        },
        schema: {
          operationId: 'getCheckpoint',
          summary: 'One checkpoint',
          tags: ['results'],
          params: checkpointParams,
          response: { 200: json('The checkpoint.', checkpointManifestSchema) },
        },
      },
      async ({ params: { id, step }, workspace: { jobs } }) => chosenCheckpoint(jobs, id, step),
    );

    app.get(
      '/jobs/:id/architecture',
      {
        config: { scope: 'read', errors: ['job_not_found', 'not_acceptable'] },
        schema: {
          operationId: 'getArchitecture',
          summary: 'Both networks, layer by layer',
          description: 'As JSON, or printed as a table with `Accept: text/plain`.',
          tags: ['results'],
          params: idParams,
          response: {
            200: {
              description: 'The networks.',
              content: { ...json('', architectureSchema).content, ...file('', 'text/plain').content },
            },
          },
        },
      },
      async (request, reply) => {
        const architecture = summarize(networkShape(await request.workspace.jobs.get(request.params.id)));
        const type = preferred(request, ['application/json', 'text/plain']);
        if (type === 'application/json')
          return sendBytes(reply, 'application/json', Buffer.from(JSON.stringify(architecture)));
        return sendBytes(reply, 'text/plain; charset=utf-8', Buffer.from(printSummary(architecture)));
      },
    );
  };
}
