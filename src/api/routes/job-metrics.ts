import { Readable } from 'node:stream';
import type { FastifyContextConfig, FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type StepData, stepDataSchema } from '../../contracts/event.js';
import { isTerminal } from '../../contracts/job-state.js';
import { type QualityData, qualityDataSchema } from '../../contracts/quality.js';
import { AtelierError } from '../../errors.js';
import { renderLossChart, svgToPng } from '../../images/loss-chart.js';
import { thinnedSteps } from '../../jobs/events/thinned-steps.js';
import { version } from '../../version.js';
import { sendFile, sendMadeFile, skipBytes } from '../files.js';
import { isHead, preferred, sendBytes, sendHeaders } from '../negotiation.js';
import { FILE_ERRORS } from '../route-errors.js';
import { idParams, inText, json, servedFile, servedFileHeaders } from '../schemas.js';
import type { Workspace } from '../workspaces.js';

const CSV = 'text/csv; charset=utf-8';
const csvColumns = Object.keys(stepDataSchema.shape) as (keyof StepData)[];

const csv = servedFile('', 'text/csv');

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

const plotConfig = {
  scope: 'read',
  errors: ['job_not_found', 'no_metrics_yet', ...FILE_ERRORS, 'storage_unavailable'],
  responseHeaders: servedFileHeaders,
} as const satisfies FastifyContextConfig;

/** The steps of a job: as numbers, and as a plot of the losses. */
export function jobMetricsRoutes(): FastifyPluginAsyncZod {
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

  const sendCsv = async (request: FastifyRequest, reply: FastifyReply, id: string) => {
    const { jobs, history } = request.workspace;
    const { job, lastSeq } = await jobs.getWithSeq(id);
    const rows = () => Readable.from(toCsv(history.uninterruptedSteps(id)), { objectMode: false });
    if (!isTerminal(job.state)) return isHead(request) ? sendHeaders(reply, CSV) : reply.type(CSV).send(rows());
    // It may be too long to be held, so its length is found by making it once more, for those who ask for a part.
    const bytes = request.headers.range === undefined ? undefined : await lengthOf(rows());
    const open = () => ({ bytes, from: (start: number) => skipBytes(rows(), start) });
    return await sendFile(request, reply, { mediaType: CSV, etag: `"${lastSeq}.csv.${version}"`, open });
  };

  return async (app) => {
    app.get(
      '/jobs/:id/metrics',
      {
        config: { scope: 'read', errors: ['job_not_found', 'not_acceptable', ...FILE_ERRORS, 'storage_unavailable'] },
        schema: {
          operationId: 'getJobMetrics',
          summary: 'The steps of a job',
          description:
            'Reads like an uninterrupted run. JSON holds at most `points` steps, which keep the shape of both losses. ' +
            'CSV, with `Accept: text/csv` or `?format=csv`, holds every step; of a job that has ended it is a file with an ' +
            '`ETag`, which can be had in parts.',
          tags: ['results'],
          params: idParams,
          querystring: metricsQuery,
          response: {
            200: {
              description: 'The steps.',
              content: { ...json('', metricsSchema).content, ...csv[200].content },
            },
            206: csv[206],
            304: csv[304],
          },
        },
      },
      async (request, reply) => {
        const { query, workspace } = request;
        const { id } = request.params;
        const types = { 'application/json': 'json', 'text/csv': 'csv' } as const;
        const format = query.format ?? types[preferred(request, ['application/json', 'text/csv'])];
        if (format === 'csv') return await sendCsv(request, reply, id);
        if (isHead(request)) {
          await workspace.jobs.get(id);
          return sendHeaders(reply, 'application/json');
        }
        const metrics = await metricsOf(workspace, id, query.points);
        return sendBytes(reply, 'application/json', Buffer.from(JSON.stringify(metrics)));
      },
    );

    app.get(
      '/jobs/:id/loss.svg',
      {
        config: plotConfig,
        schema: {
          operationId: 'getLossPlotSvg',
          summary: 'The losses of G and D as a plot (SVG)',
          tags: ['results'],
          params: idParams,
          response: servedFile('The plot.', 'image/svg+xml'),
        },
      },
      async (request, reply) => {
        const { params, workspace } = request;
        if (isHead(request)) return await lossHeaders(workspace, params.id, reply, 'image/svg+xml');
        return await sendMadeFile(request, reply, 'image/svg+xml', await lossChart(workspace, params.id));
      },
    );

    app.get(
      '/jobs/:id/loss.png',
      {
        config: plotConfig,
        schema: {
          operationId: 'getLossPlotPng',
          summary: 'The losses of G and D as a plot (PNG)',
          tags: ['results'],
          params: idParams,
          response: servedFile('The plot.', 'image/png'),
        },
      },
      async (request, reply) => {
        const { params, workspace } = request;
        if (isHead(request)) return await lossHeaders(workspace, params.id, reply, 'image/png');
        return await sendMadeFile(request, reply, 'image/png', await svgToPng(await lossChart(workspace, params.id)));
      },
    );
  };
}

function noMetricsYet(): AtelierError {
  return new AtelierError('no_metrics_yet', 'The job has not trained a step yet.');
}

/** A row a step, in pieces. */
async function* toCsv(batches: AsyncIterable<readonly StepData[]>): AsyncGenerator<Buffer> {
  yield Buffer.from(`${csvColumns.join(',')}\n`);
  for await (const steps of batches) {
    yield Buffer.from(steps.map((step) => `${csvColumns.map((column) => step[column]).join(',')}\n`).join(''));
  }
}

async function lengthOf(stream: Readable): Promise<number> {
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) bytes += chunk.length;
  return bytes;
}
