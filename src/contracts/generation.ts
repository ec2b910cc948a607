import { z } from 'zod';
import { exampleOf } from './examples.js';
import { type Label, labelSchema } from './label.js';
import {
  derivations,
  pointSchema,
  type Recipe,
  type RecipePoint,
  recipeSchema,
  SEEDS,
  scaleSchema,
  seedSchema,
  truncationSchema,
} from './recipe.js';

/** Designs in one request. */
export const MAX_DESIGNS = 10_000;
/** Explicit latents in one request. */
const MAX_VECTORS = 1_000;
/** Designs that a walk goes through. */
const MAX_STATIONS = 64;

/** Requests for no more designs than this are kept in the gallery by default. */
export const SAVED_BY_DEFAULT = 100;
/** Requests for more than this are never. */
export const MAX_SAVED = 1_000;

const { interpolate, variations, arithmetic } = derivations(pointSchema);
const latents = recipeSchema.shape.latents.unwrap();

/** A walk through designs, in frames at equal distances. */
const walkSchema = z
  .strictObject({
    between: z
      .array(pointSchema)
      .min(2)
      .max(MAX_STATIONS)
      .meta({ description: 'Designs that the walk goes through.', examples: [[7, 8, 9]] }),
    frames: z
      .int()
      .min(2)
      .max(MAX_DESIGNS)
      .meta({ description: 'Designs that are made.', examples: [60] }),
  })
  .describe('From design to design on great circles (slerp); the first and the last frame are the outer designs.');

/** Which designs are asked for: fields of a request, to be spread into its schema. */
export const designsShape = {
  count: z
    .int()
    .min(1)
    .max(MAX_DESIGNS)
    .optional()
    .describe(
      'How many designs; 1 by default. Design i is that of seed + i. With latents, interpolate or arithmetic it follows from them.',
    ),
  seed: seedSchema
    .optional()
    .describe('Same seed, same designs, byte for byte; left out, one is drawn and told in the recipe.'),
  truncation: truncationSchema.optional(),
  latents: z
    .union([latents, z.array(latents).min(1).max(MAX_VECTORS)])
    .optional()
    .meta({ description: 'One vector of `nz` numbers, or several.', examples: [[0.12, -1.3, 0.7]] }),
  interpolate: z.union([walkSchema, interpolate]).optional().describe('Between designs: a walk, or one place on it.'),
  variations: variations.optional(),
  arithmetic: arithmetic.optional(),
  label: labelSchema.optional(),
  scale: scaleSchema.optional(),
};

type DesignsBody = z.infer<z.ZodObject<typeof designsShape>>;

/** Which places in latent space a request asks for, with its seed drawn. */
export type DesignPlan =
  | { readonly kind: 'seeds'; readonly seed: number; readonly count: number; readonly truncation?: number | undefined }
  | { readonly kind: 'latents'; readonly latents: readonly number[][] }
  | { readonly kind: 'walk'; readonly walk: z.infer<typeof walkSchema> }
  | { readonly kind: 'one'; readonly point: RecipePoint }
  | {
      readonly kind: 'variations';
      readonly variations: z.infer<typeof variations>;
      readonly seed: number;
      readonly count: number;
      readonly truncation?: number | undefined;
    };

/** @param drawSeed called for a request that needs a seed and has none */
export function planOf(body: DesignsBody, drawSeed: () => number): DesignPlan {
  const { latents: given, interpolate: between, arithmetic: sum, variations: near, truncation, count = 1 } = body;
  if (given) return { kind: 'latents', latents: isVector(given) ? [given] : given };
  if (between && 'frames' in between) return { kind: 'walk', walk: between };
  if (between) return { kind: 'one', point: { interpolate: between } };
  if (sum) return { kind: 'one', point: { arithmetic: sum } };
  const seed = body.seed ?? drawSeed();
  if (near) return { kind: 'variations', variations: near, seed, count, truncation };
  return { kind: 'seeds', seed, count, truncation };
}

function isVector(latents: number[] | number[][]): latents is number[] {
  return typeof latents[0] === 'number';
}

export function designCount(plan: DesignPlan): number {
  switch (plan.kind) {
    case 'latents':
      return plan.latents.length;
    case 'walk':
      return plan.walk.frames;
    case 'one':
      return 1;
    default:
      return plan.count;
  }
}

/** Design `index` of a request is the first design of this seed: any design of a batch can be made again alone. */
export function seedOfDesign(seed: number, index: number): number {
  return (seed + index) % SEEDS;
}

/** Where design `index` of a plan lies. */
export function pointOfDesign(plan: DesignPlan, index: number): RecipePoint {
  switch (plan.kind) {
    case 'seeds':
      return { seed: seedOfDesign(plan.seed, index), ...truncated(plan) };
    case 'latents':
      return { latents: plan.latents[index] as number[] };
    case 'walk':
      return pointOfWalk(plan.walk, index);
    case 'one':
      return plan.point;
    case 'variations':
      return { variations: plan.variations, seed: seedOfDesign(plan.seed, index), ...truncated(plan) };
  }
}

function truncated({ truncation }: { readonly truncation?: number | undefined }) {
  return truncation === undefined ? {} : { truncation };
}

function pointOfWalk({ between, frames }: z.infer<typeof walkSchema>, frame: number): RecipePoint {
  const way = (frame / (frames - 1)) * (between.length - 1);
  const leg = Math.min(Math.floor(way), between.length - 2);
  const [from, to] = between.slice(leg) as [z.infer<typeof pointSchema>, z.infer<typeof pointSchema>];
  return { interpolate: { between: [from, to], at: way - leg } };
}

/** Design `index` of a request, alone. */
export function recipeOfDesign(
  request: { readonly plan: DesignPlan; readonly label?: Label | undefined; readonly scale?: number | undefined },
  checkpoint: string,
  index: number,
): Recipe {
  const { plan, label, scale } = request;
  return {
    checkpoint,
    ...pointOfDesign(plan, index),
    ...(label === undefined ? {} : { label }),
    ...(scale === undefined || scale === 1 ? {} : { scale }),
  };
}

/** The answer for format `json`. */
export const designsSchema = z
  .object({
    checkpoint: z.string().describe('Id of the checkpoint that made them.'),
    seed: z.int().nullable().describe('That of the first design; null where no seed is used.'),
    designs: z
      .array(
        z.object({
          index: z.int().describe('Its place in the request, from 0.'),
          seed: z.int().nullable().describe('Makes it alone; null where no seed is used.'),
          recipe: recipeSchema.describe('`POST /generate` with it gives the same bytes again.'),
          id: z.string().optional().describe('Its id in the gallery, if that keeps it.'),
          png: z.string().optional().describe('The PNG in base64: for `images: base64`.'),
          url: z
            .string()
            .optional()
            .meta({
              description: 'Where the PNG can be had: for `images: links`.',
              examples: [`/generate?recipe=%7B%22checkpoint%22%3A%22${exampleOf.checkpoint}%22%2C%22seed%22%3A7%7D`],
            }),
        }),
      )
      .describe('In the order of the request.'),
  })
  .meta({
    id: 'Designs',
    examples: [
      {
        checkpoint: exampleOf.checkpoint,
        seed: 7,
        designs: [7, 8].map((seed, index) => ({
          index,
          seed,
          recipe: { checkpoint: exampleOf.checkpoint, seed },
          id: exampleOf.design.replace(/\d$/, String(index)),
          png: 'iVBORw0KGgo…',
        })),
      },
    ],
  });
