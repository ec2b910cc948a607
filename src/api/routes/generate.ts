import { randomInt } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { designId, type SavedRequest } from '../../contracts/design.js';
import { exampleOf } from '../../contracts/examples.js';
import {
  type DesignPlan,
  designCount,
  designsSchema,
  type Generate,
  type GenerationFormat,
  generateSchema,
  MAX_SAVED,
  planOf,
  SAVED_BY_DEFAULT,
} from '../../contracts/generation.js';
import { RECIPE_HEADER, type Recipe, recipeSchema, recipeText, SEEDS } from '../../contracts/recipe.js';
import { AtelierError, invalidField } from '../../errors.js';
import { findCheckpoint } from '../checkpoint-source.js';
import type { ApiDependencies } from '../dependencies.js';
import { designsJson, encodeDesigns, mediaTypes, refuseSeveral, refuseTooLarge } from '../designs/encode.js';
import { withFirstItem } from '../designs/first-item.js';
import { GalleryEntry } from '../designs/gallery-entry.js';
import {
  type DesignOrder,
  designPng,
  designsOf,
  orderOfRecipe,
  recipeOf,
  samplerRequest,
  seedOf,
} from '../designs/order.js';
import { disconnectSignal } from '../disconnect-signal.js';
import { isHead, preferred, sendHeaders } from '../negotiation.js';
import { CHECKPOINT_ERRORS, SAMPLING_ERRORS } from '../route-errors.js';
import { file, json } from '../schemas.js';
import { invalid } from '../validation.js';
import type { Workspace } from '../workspaces.js';

/** Longer recipes, those of explicit latents, are only in the PNG and in JSON: servers limit headers. In bytes. */
const MAX_HEADER_BYTES = 4_096;
/** A link has to fit a request's headers, which have 16 KiB, with what else a client sends. In characters. */
const MAX_LINK = 12_288;
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
            '`atelier-recipe`), in JSON, and in the header X-Atelier-Recipe, which of several designs has the first. ' +
            'The answer is one PNG, a zip, a grid, a strip, an animation or JSON, by `format`, or by `Accept` and `count`. ' +
            'Zips and JSON are sent as the designs are made; one that is broken off failed. ' +
            'A client that goes away has its designs dropped.',
          tags: ['designs'],
          body: generateSchema,
          response: {
            200: {
              description: 'The designs.',
              content: {
                ...file('', 'image/png', 'application/zip', 'image/webp', 'image/gif').content,
                ...json('', designsSchema).content,
              },
            },
          },
        },
      },
      async (request, reply) => {
        const { body, workspace } = request;
        const plan = planOf(body, () => randomInt(SEEDS));
        const format = body.format ?? formatFor(request, designCount(plan));
        refuseSeveral(format, plan);
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
          errors: ['checkpoint_not_found', ...SAMPLING_ERRORS, 'quota_exceeded'],
          responseHeaders: { 200: ['X-Atelier-Checkpoint', 'X-Atelier-Seed', 'X-Atelier-Recipe'] },
        },
        schema: {
          operationId: 'generateFromRecipe',
          summary: 'The design of a recipe',
          description: 'What the links in JSON answers lead to: makes the design again, with the same bytes.',
          tags: ['designs'],
          querystring: recipeQuery,
          response: { 200: file('The design.', 'image/png') },
        },
      },
      async (request, reply) => {
        const recipe = parseRecipe(request.query.recipe);
        const checkpoint = await findCheckpoint(request.workspace, recipe);
        const order = orderOfRecipe(checkpoint, recipe);
        reply.header('cache-control', RECIPE_CACHE);
        return await sendDesigns(request.workspace, order, 'png', { links: false }, reply);
      },
    );
  };

  async function sendDesigns(
    { name, designs }: Workspace,
    order: DesignOrder,
    format: GenerationFormat,
    { links, galleryEntry }: { readonly links: boolean; readonly galleryEntry?: GalleryEntry | undefined },
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    refuseTooLarge(format, order);
    const wanted = samplerRequest(order);
    setHeaders(order, reply.type(mediaTypes[format]));
    if (format === 'json' && links) {
      refuseLongLinks(order);
      return reply.send(designsJson(order, recipes(order), linkOf));
    }
    if (isHead(reply.request)) return sendHeaders(reply, mediaTypes[format]);
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
    if (format !== 'json') return reply.send(await encodeDesigns(format, made));
    return reply.send(
      designsJson(order, made, async (design) => ({
        id: idOf(design.index),
        png: (await designPng(design)).toString('base64'),
      })),
    );
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

function* recipes(order: DesignOrder) {
  const count = designCount(order.plan);
  for (let index = 0; index < count; index++) yield { index, recipe: recipeOf(order, index) };
}

function linkOf({ recipe }: { readonly recipe: Recipe }) {
  return { url: `/generate?${new URLSearchParams({ recipe: JSON.stringify(recipe) })}` };
}

/** @throws AtelierError `validation_failed` for designs whose links nobody could follow */
function refuseLongLinks(order: DesignOrder): void {
  for (const design of recipes(order)) {
    if (linkOf(design).url.length <= MAX_LINK) continue;
    throw invalidField('images', `a link to design ${design.index} would be too long, for its latents: ask for base64`);
  }
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

/** A single design comes as a PNG and several as a zip, unless the client accepts only something else. */
function formatFor(request: FastifyRequest, count: number): GenerationFormat {
  const single = count === 1;
  const [png, zip, json] = ['image/png', 'application/zip', 'application/json'] as const;
  const moving = ['image/webp', 'image/gif'] as const;
  switch (preferred(request, single ? [png, ...moving, zip, json] : [zip, png, ...moving, json])) {
    case json:
      return 'json';
    case zip:
      return 'zip';
    case png:
      return single ? 'png' : 'grid';
    case 'image/webp':
      return 'webp';
    case 'image/gif':
      return 'gif';
  }
}
