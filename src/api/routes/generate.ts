import { randomInt } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import pMap from 'p-map';
import {
  type DesignPlan,
  designCount,
  designsSchema,
  type GenerationFormat,
  generateSchema,
  planOf,
  pointOfDesign,
  recipeOfDesign,
} from '../../contracts/generation.js';
import { SEEDS } from '../../contracts/recipe.js';
import { invalidField } from '../../errors.js';
import { composeGrid, imagesFromBatch } from '../../images/grid.js';
import type { Pixels } from '../../images/pixels.js';
import { encodePng } from '../../images/png.js';
import { encodeTimelapse } from '../../images/timelapse.js';
import { zipOf } from '../../images/zip.js';
import { findCheckpoint } from '../checkpoint-source.js';
import type { ApiDependencies } from '../dependencies.js';
import { preferred, sendBytes } from '../negotiation.js';
import { binary } from '../schemas.js';

const mediaTypes = {
  png: 'image/png',
  zip: 'application/zip',
  grid: 'image/png',
  strip: 'image/png',
  json: 'application/json',
  webp: 'image/webp',
  gif: 'image/gif',
} as const satisfies Record<GenerationFormat, string>;
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
        const plan = planOf(request.body, () => randomInt(SEEDS));
        const count = designCount(plan);
        const format = request.body.format ?? formatFor(request, count);
        if (format === 'png' && count > 1) {
          throw invalidField('format', 'one PNG holds one design: ask for zip, grid or json');
        }
        const checkpoint = await findCheckpoint(jobs, request.body);
        const made = await designs.generate({ checkpoint, plan, first: 0, count });
        const images = imagesFromBatch(made.pixels, count, made.imageSize, made.channels);
        reply.header('x-atelier-checkpoint', checkpoint.id).header('x-atelier-seed', seedOf(plan, 0) ?? '');
        return sendBytes(reply, mediaTypes[format], await encode(format, images, checkpoint.id, plan));
      },
    );
  };
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
  plan: DesignPlan,
): Promise<Buffer> {
  if (format === 'grid') return await encodePng(composeGrid(images));
  if (format === 'strip') return await encodePng(composeGrid(images, { columns: images.length }));
  const pngs = await pMap(images, (image) => encodePng(image), { concurrency: ENCODERS });
  if (format === 'png') return pngs[0] as Buffer;
  if (format === 'webp' || format === 'gif') return await encodeTimelapse(pngs, format, { maxFrames: pngs.length });
  if (format === 'zip') {
    return await zipOf(
      pngs.map((bytes, i) => ({
        name: `design-${String(i).padStart(5, '0')}-seed-${seedOf(plan, i)}.png`,
        bytes,
      })),
    );
  }
  const designs = pngs.map((png, index) => ({
    index,
    seed: seedOf(plan, index),
    recipe: recipeOfDesign({ plan }, checkpoint, index),
    png: png.toString('base64'),
  }));
  return Buffer.from(JSON.stringify({ checkpoint, seed: seedOf(plan, 0), designs }));
}

function seedOf(plan: DesignPlan, index: number): number | null {
  return pointOfDesign(plan, index).seed ?? null;
}
