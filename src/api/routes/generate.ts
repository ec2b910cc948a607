import { randomInt } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import pMap from 'p-map';
import { type CheckpointManifest, parseCheckpointId } from '../../contracts/checkpoint.js';
import {
  designsSchema,
  type Generate,
  type GenerationFormat,
  generateSchema,
  SEEDS,
  seedOfDesign,
} from '../../contracts/generation.js';
import { AtelierError, invalidField } from '../../errors.js';
import { composeGrid, imagesFromBatch } from '../../images/grid.js';
import type { Pixels } from '../../images/pixels.js';
import { encodePng } from '../../images/png.js';
import { zipOf } from '../../images/zip.js';
import type { ApiDependencies } from '../dependencies.js';
import { preferred, sendBytes } from '../negotiation.js';
import { binary } from '../schemas.js';

const mediaTypes = { png: 'image/png', zip: 'application/zip', grid: 'image/png', json: 'application/json' } as const;
/** PNGs encoded at the same time. */
const ENCODERS = 4;

/** New designs from a stored checkpoint. */
export function generateRoutes({ jobs, designs }: ApiDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/generate',
      {
        schema: {
          summary: 'Generate designs',
          description:
            'Design i of a request is the first design of seed + i: the same bytes alone, in any batch, at any time. ' +
            'The answer is one PNG, a zip, a grid or JSON, by `format`, or by `Accept` and `count`.',
          tags: ['designs'],
          body: generateSchema,
          produces: ['image/png', 'application/zip', 'application/json'],
          response: { 200: designsSchema.or(binary('PNG or zip.')) },
        },
      },
      async (request, reply) => {
        const { count, seed = randomInt(SEEDS) } = request.body;
        const format = request.body.format ?? formatFor(request, count);
        if (format === 'png' && count > 1) {
          throw invalidField('format', 'one PNG holds one design: ask for zip, grid or json');
        }
        const checkpoint = await findCheckpoint(request.body);
        const made = await designs.generate({ checkpoint, seed, count });
        const images = imagesFromBatch(made.pixels, count, made.imageSize, made.channels);
        reply.header('x-atelier-checkpoint', checkpoint.id).header('x-atelier-seed', seed);
        return sendBytes(reply, mediaTypes[format], await encode(format, images, checkpoint.id, seed));
      },
    );
  };

  async function findCheckpoint({ job, checkpoint }: Generate): Promise<CheckpointManifest> {
    if (checkpoint !== undefined) {
      const parsed = parseCheckpointId(checkpoint);
      const found = parsed && (await jobs.checkpoint(parsed.jobId, parsed.step));
      if (!found) throw new AtelierError('checkpoint_not_found', `There is no checkpoint ${checkpoint.slice(0, 64)}.`);
      return found;
    }
    const last = (await jobs.checkpoints(job as string)).at(-1);
    if (last) return last;
    const { state, progress } = await jobs.get(job as string);
    throw new AtelierError(
      'no_checkpoint_yet',
      `The job is ${state} at step ${progress.step} of ${progress.totalSteps} and has no checkpoint yet.`,
      { retryAfterSeconds: 10 },
    );
  }
}

/** A single design comes as a PNG and several as a zip, unless the client accepts only something else. */
function formatFor(request: FastifyRequest, count: number): GenerationFormat {
  const single = count === 1;
  const [png, zip, json] = ['image/png', 'application/zip', 'application/json'] as const;
  switch (preferred(request, single ? [png, zip, json] : [zip, png, json])) {
    case 'application/json':
      return 'json';
    case 'application/zip':
      return 'zip';
    case 'image/png':
      return single ? 'png' : 'grid';
  }
}

async function encode(
  format: GenerationFormat,
  images: readonly Pixels[],
  checkpoint: string,
  seed: number,
): Promise<Buffer> {
  if (format === 'grid') return await encodePng(composeGrid(images));
  const pngs = await pMap(images, (image) => encodePng(image), { concurrency: ENCODERS });
  if (format === 'png') return pngs[0] as Buffer;
  if (format === 'zip') {
    return await zipOf(
      pngs.map((bytes, i) => ({
        name: `design-${String(i).padStart(5, '0')}-seed-${seedOfDesign(seed, i)}.png`,
        bytes,
      })),
    );
  }
  const designs = pngs.map((png, index) => ({ index, seed: seedOfDesign(seed, index), png: png.toString('base64') }));
  return Buffer.from(JSON.stringify({ checkpoint, seed, designs }));
}
