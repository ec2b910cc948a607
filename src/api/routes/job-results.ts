import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import pLimit from 'p-limit';
import pMap from 'p-map';
import { z } from 'zod';
import { architectureSchema } from '../../contracts/architecture.js';
import { checkpointManifestSchema } from '../../contracts/checkpoint.js';
import { type StepData, stepDataSchema } from '../../contracts/event.js';
import { exampleOf } from '../../contracts/examples.js';
import { type QualityData, qualityDataSchema } from '../../contracts/quality.js';
import { AtelierError } from '../../errors.js';
import { renderLossChart, svgToPng } from '../../images/loss-chart.js';
import { encodeTimelapse, shownFrames } from '../../images/timelapse.js';
import { chosenCheckpoint } from '../../jobs/checkpoints/chosen-checkpoint.js';
import { thinnedSteps } from '../../jobs/events/thinned-steps.js';
import { networkShape } from '../../models/networks.js';
import { printSummary, summarize } from '../../models/summary.js';
import { isHead, preferred, sendBytes, sendHeaders } from '../negotiation.js';
import { CHECKPOINT_ERRORS } from '../route-errors.js';
import { checkpointParams, file, idParams, inText, json, stepParams } from '../schemas.js';
import type { Workspace } from '../workspaces.js';

const CSV = 'text/csv; charset=utf-8';
const csvColumns = Object.keys(stepDataSchema.shape) as (keyof StepData)[];

/** Sample grids that are read at once for a timelapse. */
const READERS = 8;
/** Timelapses made at once: each has the PNGs of all its grids in memory. libuv has no more threads for them. */
const ENCODERS = 4;

/** Points of the loss plot: more than it has pixels across. */
const CHART_POINTS = 2_000;

const metricsQuery = z.object({
  format: z
    .enum(['json', 'csv'])
    .optional()
    .meta({ description: 'In place of `Accept`; JSON where neither asks for CSV.', examples: ['csv'] }),
  points: inText(z.int().min(10).max(10_000), 1_000).meta({
    description: 'JSON holds at most so many steps; of a longer run, those that keep the shape of both losses (LTTB).',
    example: 1_000,
  }),
});

const metricsSchema = z.object({
  steps: z.array(stepDataSchema).describe('By step.'),
  quality: z
    .array(qualityDataSchema)
    .describe('Every evaluation of a checkpoint, also of those that were dropped; none without `evaluateImages`.'),
  total: z.int().meta({
    description: 'Steps of the whole history; more than are here where it was thinned out.',
    examples: [6_400],
  }),
});

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
  const metricsOf = async ({ jobs, history }: Workspace, id: string, points: number) => {
    const { progress } = await jobs.get(id);
    // A checkpoint may have been evaluated again by an attempt that found nothing else to do.
    const quality = new Map<number, QualityData>();
    const steps = history.uninterruptedSteps(id, (evaluation) => quality.set(evaluation.step, evaluation));
    const thinned = await thinnedSteps(steps, progress.step, points);
    return { ...thinned, quality: [...quality.values()] };
  };

  const lossChart = async (workspace: Workspace, id: string): Promise<string> => {
    const { steps } = await metricsOf(workspace, id, CHART_POINTS);
    if (steps.length === 0) throw noMetricsYet();
    return renderLossChart(steps);
  };

  const lossHeaders = async ({ jobs }: Workspace, id: string, reply: FastifyReply, mediaType: string) => {
    if ((await jobs.get(id)).latest === null) throw noMetricsYet();
    return sendHeaders(reply, mediaType);
  };

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
      '/jobs/:id/metrics',
      {
        config: { scope: 'read', errors: ['job_not_found', 'not_acceptable', 'storage_unavailable'] },
        schema: {
          operationId: 'getJobMetrics',
          summary: 'The steps of a job',
          description:
            'Reads like an uninterrupted run. JSON holds at most `points` steps, which keep the shape of both losses. ' +
            'CSV, with `Accept: text/csv` or `?format=csv`, holds every step.',
          tags: ['results'],
          params: idParams,
          querystring: metricsQuery,
          response: {
            200: {
              description: 'The steps.',
              content: { ...json('', metricsSchema).content, ...file('', 'text/csv').content },
            },
          },
        },
      },
      async (request, reply) => {
        const { query, workspace } = request;
        const { id } = request.params;
        const types = { 'application/json': 'json', 'text/csv': 'csv' } as const;
        const format = query.format ?? types[preferred(request, ['application/json', 'text/csv'])];
        if (isHead(request)) {
          await workspace.jobs.get(id);
          return sendHeaders(reply, format === 'json' ? 'application/json' : CSV);
        }
        if (format === 'json') {
          return sendBytes(
            reply,
            'application/json',
            Buffer.from(JSON.stringify(await metricsOf(workspace, id, query.points))),
          );
        }
        await workspace.jobs.get(id);
        return reply.type(CSV).send(Readable.from(toCsv(workspace.history.uninterruptedSteps(id))));
      },
    );

    app.get(
      '/jobs/:id/loss.svg',
      {
        config: { scope: 'read', errors: ['job_not_found', 'no_metrics_yet', 'storage_unavailable'] },
        schema: {
          operationId: 'getLossPlotSvg',
          summary: 'The losses of G and D as a plot (SVG)',
          tags: ['results'],
          params: idParams,
          response: { 200: file('The plot.', 'image/svg+xml') },
        },
      },
      async (request, reply) => {
        const { params, workspace } = request;
        if (isHead(request)) return await lossHeaders(workspace, params.id, reply, 'image/svg+xml');
        return sendBytes(reply, 'image/svg+xml', Buffer.from(await lossChart(workspace, params.id)));
      },
    );

    app.get(
      '/jobs/:id/loss.png',
      {
        config: { scope: 'read', errors: ['job_not_found', 'no_metrics_yet', 'storage_unavailable'] },
        schema: {
          operationId: 'getLossPlotPng',
          summary: 'The losses of G and D as a plot (PNG)',
          tags: ['results'],
          params: idParams,
          response: { 200: file('The plot.', 'image/png') },
        },
      },
      async (request, reply) => {
        const { params, workspace } = request;
        if (isHead(request)) return await lossHeaders(workspace, params.id, reply, 'image/png');
        return sendBytes(reply, 'image/png', await svgToPng(await lossChart(workspace, params.id)));
      },
    );

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
        return { items: steps.map((step) => ({ step, url: `/jobs/${id}/samples/${step}.png` })) };
      },
    );

    app.get(
      '/jobs/:id/samples/:step.png',
      {
        config: { scope: 'read', errors: ['job_not_found', 'sample_not_found', 'storage_unavailable'] },
        schema: {
          operationId: 'getSample',
          summary: 'The sample grid of a step',
          tags: ['results'],
          params: stepParams,
          response: { 200: file('8×8 designs.', 'image/png') },
        },
      },
      async ({ params, workspace }, reply) =>
        sendBytes(reply, 'image/png', await listedSampleGrid(workspace, params.id, params.step)),
    );

    for (const format of ['webp', 'gif'] as const) {
      app.get(
        `/jobs/:id/timelapse.${format}`,
        {
          config: {
            scope: 'read',
            errors: ['job_not_found', 'sample_not_found', 'no_samples_yet', 'storage_unavailable'],
          },
          schema: {
            operationId: `getTimelapse${format === 'webp' ? 'WebP' : 'Gif'}`,
            summary: `All sample grids as an animation (${format})`,
            tags: ['results'],
            params: idParams,
            response: { 200: file('The animation.', `image/${format}`) },
          },
        },
        async (request, reply) => {
          const { params, workspace } = request;
          if (isHead(request)) {
            await timelapseSteps(workspace, params.id);
            return sendHeaders(reply, `image/${format}`);
          }
          return sendBytes(reply, `image/${format}`, await timelapse(workspace, params.id, format));
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

function noMetricsYet(): AtelierError {
  return new AtelierError('no_metrics_yet', 'The job has not trained a step yet.');
}

/** A row a step, in pieces. */
async function* toCsv(batches: AsyncIterable<readonly StepData[]>): AsyncGenerator<string> {
  yield `${csvColumns.join(',')}\n`;
  for await (const steps of batches) {
    yield steps.map((step) => `${csvColumns.map((column) => step[column]).join(',')}\n`).join('');
  }
}
