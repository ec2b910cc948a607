import { randomInt } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import pLimit from 'p-limit';
import { z } from 'zod';
import { designId, type SavedRequest } from '../../contracts/design.js';
import { exampleOf } from '../../contracts/examples.js';
import {
  type DesignPlan,
  designCount,
  designsSchema,
  MAX_SAVED,
  planOf,
  SAVED_BY_DEFAULT,
} from '../../contracts/generation.js';
import { RECIPE_HEADER, type Recipe, recipeSchema, recipeText, SEEDS } from '../../contracts/recipe.js';
import { AtelierError, invalidField } from '../../errors.js';
import { findCheckpoint } from '../checkpoint-source.js';
import type { ApiDependencies } from '../dependencies.js';
import { withFirstItem } from '../designs/first-item.js';
import type { DesignFormat } from '../designs/formats/format.js';
import {
  acceptedFormat,
  formats,
  formatTypes,
  pixelBytes,
  refuseCount,
  refuseExtent,
} from '../designs/formats/registry.js';
import { GalleryEntry } from '../designs/gallery-entry.js';
import { type Generate, generateSchema } from '../designs/generate-request.js';
import { LARGE_AT_ONCE, SMALL_PICTURE_BYTES } from '../designs/large-pictures.js';
import { MAX_LINK } from '../designs/link.js';
import { type DesignOrder, designsOf, orderOfRecipe, recipeOf, samplerRequest, seedOf } from '../designs/order.js';
import { disconnectSignal } from '../disconnect-signal.js';
import { sendMadeFile } from '../files.js';
import { isHead, sendHeaders } from '../negotiation.js';
import { CHECKPOINT_ERRORS, FILE_ERRORS, SAMPLING_ERRORS } from '../route-errors.js';
import { file, json, servedFile, servedFileHeaders } from '../schemas.js';
import { invalid } from '../validation.js';
import type { Workspace } from '../workspaces.js';

/** Longer recipes, those of explicit latents, are only in the PNG and in JSON: servers limit headers. In bytes. */
const MAX_HEADER_BYTES = 4_096;
const RECIPE_CACHE = 'private, max-age=3600';

const recipeQuery = z.object({
  recipe: z
    .string()
    .max(MAX_LINK)
    .meta({
      description: 'A recipe, as JSON.',
      examples: [JSON.stringify({ checkpoint: exampleOf.checkpoint, seed: 7 })],
    }),
});

/** New designs from a stored checkpoint. */
export function generateRoutes({ access: { quotas } }: ApiDependencies): FastifyPluginAsyncZod {
  // So that the memory for pixels is bounded, however many large pictures are asked for.
  const largePictures = pLimit(LARGE_AT_ONCE);

  return async (app) => {
    app.post(
      '/generate',
      {
        config: {
          scope: 'generate',
          errors: [...CHECKPOINT_ERRORS, ...SAMPLING_ERRORS, 'model_not_found', 'not_acceptable', 'quota_exceeded'],
          responseHeaders: { 200: ['X-Atelier-Checkpoint', 'X-Atelier-Seed', 'X-Atelier-Recipe', 'X-Atelier-Design'] },
        },
        schema: {
          operationId: 'generateDesigns',
          summary: 'Generate designs',
          description:
            'Design i of a request is the first design of seed + i: the same bytes alone, in any batch, at any time. ' +
            'Its recipe says all that determines it, and is a request itself: it is in the PNG (text chunk ' +
            '`atelier-recipe`), in a TIFF of one design (XMP, `recipe` in the namespace `urn:atelier:`), in JSON, and in the header X-Atelier-Recipe, which of several designs has the first. ' +
            'It comes as a picture, a zip or JSON, by `format`, or by `Accept` and `count`. ' +
            'Zips and JSON are sent as the designs are made; one that is broken off failed. ' +
            'A client that goes away has its designs dropped.',
          tags: ['designs'],
          body: generateSchema,
          response: {
            200: {
              description: 'The designs.',
              content: {
                ...file('', ...formatTypes).content,
                ...json('', designsSchema).content,
              },
            },
          },
        },
      },
      async (request, reply) => {
        const { body, workspace } = request;
        const plan = planOf(body, () => randomInt(SEEDS));
        const format: DesignFormat = body.format ? formats[body.format] : acceptedFormat(request, designCount(plan));
        refuseCount(format, plan);
        const checkpoint = await findCheckpoint(workspace, body);
        const order = { checkpoint, plan, label: body.label, scale: body.scale ?? 1 };
        const galleryEntry = isToBeSaved(body, plan)
          ? GalleryEntry.of(savedRequest(order, body.model), workspace)
          : undefined;
        return await sendDesigns(workspace, order, format, { links: body.images === 'links', galleryEntry }, reply);
      },
    );

    app.get(
      '/generate',
      {
        config: {
          scope: 'generate',
          errors: ['checkpoint_not_found', ...FILE_ERRORS, ...SAMPLING_ERRORS, 'quota_exceeded'],
          responseHeaders: {
            ...servedFileHeaders,
            200: [...servedFileHeaders[200], 'X-Atelier-Checkpoint', 'X-Atelier-Seed', 'X-Atelier-Recipe'],
          },
        },
        schema: {
          operationId: 'generateFromRecipe',
          summary: 'The design of a recipe',
          description: 'What the links in JSON answers lead to: makes the design again, with the same bytes.',
          tags: ['designs'],
          querystring: recipeQuery,
          response: servedFile('The design.', 'image/png'),
        },
      },
      async (request, reply) => {
        const recipe = parseRecipe(request.query.recipe);
        const checkpoint = await findCheckpoint(request.workspace, recipe);
        const order = orderOfRecipe(checkpoint, recipe);
        reply.header('cache-control', RECIPE_CACHE);
        return await sendDesigns(request.workspace, order, formats.png, { links: false }, reply);
      },
    );
  };

  async function sendDesigns(
    { name, designs }: Workspace,
    order: DesignOrder,
    format: DesignFormat,
    { links, galleryEntry }: { readonly links: boolean; readonly galleryEntry?: GalleryEntry | undefined },
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    refuseExtent(format, order);
    const wanted = samplerRequest(order);
    setHeaders(order, reply.type(format.mediaType));
    if (links && format.encodeLinks) return reply.send(format.encodeLinks(order, reply.server.link));
    if (isHead(reply.request)) return sendHeaders(reply, format.mediaType);
    const make = async () => {
      const giveBack = await quotas.takeDesigns(name, designCount(order.plan));
      const parts = designs.generate(wanted, disconnectSignal(reply));
      const made = await withFirstItem(designsOf(order, galleryEntry ? galleryEntry.parts(parts) : parts)).catch(
        async (error: unknown) => {
          await giveBack();
          throw error;
        },
      );
      const idOf = (index: number) => (galleryEntry ? designId({ ulid: galleryEntry.ulid, index }) : undefined);
      if (galleryEntry) reply.header('x-atelier-design', idOf(0));
      return await format.encode(made, { order, idOf });
    };
    const isLarge = pixelBytes(format, order) > SMALL_PICTURE_BYTES;
    const made = await (isLarge ? largePictures(make) : make());
    const { request } = reply;
    // What a link leads to is a file; what POST answers is had once.
    if (request.method === 'POST' || !Buffer.isBuffer(made)) return reply.send(made);
    return await sendMadeFile(request, reply, format.mediaType, made);
  }
}

/** @throws AtelierError `validation_failed` for more designs than the gallery takes of one request */
function isToBeSaved({ save }: Generate, plan: DesignPlan): boolean {
  const count = designCount(plan);
  if (save && count > MAX_SAVED)
    throw invalidField('save', `the gallery keeps ${MAX_SAVED} designs of a request at most`);
  return save ?? count <= SAVED_BY_DEFAULT;
}

/** What the gallery keeps of an order. */
function savedRequest({ checkpoint, plan, label, scale }: DesignOrder, model: string | undefined): SavedRequest {
  const { imageSize, nc: channels } = checkpoint.hyperparameters;
  const count = designCount(plan);
  return { at: Date.now(), checkpoint: checkpoint.id, model, plan, label, scale, count, imageSize, channels };
}

function setHeaders(order: DesignOrder, reply: FastifyReply): void {
  reply.header('x-atelier-checkpoint', order.checkpoint.id);
  const seed = seedOf(order, 0);
  if (seed !== null) reply.header('x-atelier-seed', seed);
  const recipe = recipeText(recipeOf(order, 0));
  if (recipe.length <= MAX_HEADER_BYTES) reply.header(RECIPE_HEADER, recipe);
}

/** @throws AtelierError `validation_failed` */
function parseRecipe(text: string): Recipe {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new AtelierError('validation_failed', 'recipe: is not JSON', {
      fields: [{ field: 'recipe', reason: 'is not JSON' }],
    });
  }
  const parsed = recipeSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error, recipeSchema);
}
