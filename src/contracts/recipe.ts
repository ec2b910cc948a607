import { z } from 'zod';
import { exampleOf } from './examples.js';
import { labelSchema } from './label.js';

/** Seeds are uint32: the seed after the last is 0. */
export const SEEDS = 2 ** 32;

export const seedSchema = z
  .int()
  .min(0)
  .max(SEEDS - 1)
  .meta({ description: 'What latents are drawn from: the same seed, the same latents.', examples: [7] });

/** Longer latents than any generator takes are refused unread; values this far out are never drawn. */
const latentsSchema = z
  .array(z.number().min(-100).max(100))
  .min(1)
  .max(1024)
  .meta({ description: 'The generator’s input itself: `nz` numbers.', examples: [[0.12, -1.3, 0.7]] });

export const truncationSchema = z
  .number()
  .min(0.05)
  .max(4)
  .meta({
    description:
      'Latents are drawn from the normal distribution within ±truncation, in standard deviations: values beyond are drawn ' +
      'again; left out, from all of it. Lower gives more typical designs, and fewer different ones (the truncation trick of BigGAN: Brock et al., 2019).',
    examples: [0.7],
  });

export const scaleSchema = z
  .int()
  .min(1)
  .max(8)
  .meta({
    description: 'Enlarges designs so many times for display, by Lanczos interpolation; 1 by default.',
    examples: [4],
  });

/** Designs that an average is taken of, in arithmetic. */
const MAX_AVERAGED = 16;

/** What of several ways to say where a design lies was given. */
interface Ways {
  readonly seed?: unknown;
  readonly truncation?: unknown;
  readonly latents?: unknown;
  readonly interpolate?: unknown;
  readonly variations?: unknown;
  readonly arithmetic?: unknown;
}

/** Ways that say all by themselves; `variations` alone goes with a seed. */
const wholeWays = ['latents', 'interpolate', 'arithmetic'] as const;

/** Refuses what says twice where a design lies, in zod's way. */
export function refuseTwoWays(point: Ways, context: z.core.$RefinementCtx): void {
  const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
  const ways = [...wholeWays, 'variations' as const].filter((way) => point[way] !== undefined);
  const [first, second] = ways;
  if (second !== undefined) refuse(second, `cannot be given with ${first}`);
  if (first === undefined || first === 'variations') return;
  for (const field of ['seed', 'truncation'] as const) {
    if (point[field] !== undefined) refuse(field, `cannot be given with ${first}`);
  }
}

function refuseNoWay(point: Ways, context: z.core.$RefinementCtx): void {
  const way = wholeWays.find((each) => point[each] !== undefined);
  if (way === undefined && point.seed === undefined) {
    context.addIssue({ code: 'custom', path: ['seed'], message: 'is missing' });
  }
}

/** The ways to make latents from those of other designs. @param point what such a design may be */
export function derivations<T extends z.ZodType>(point: T) {
  const averaged = (description: string, seed: number) =>
    z
      .array(point)
      .min(1)
      .max(MAX_AVERAGED)
      .meta({ description, examples: [[seed]] });
  return {
    interpolate: z
      .strictObject({
        between: z.tuple([point, point]).meta({ description: 'The first and the second design.', examples: [[7, 8]] }),
        at: z
          .number()
          .min(0)
          .max(1)
          .meta({ description: 'How far it is from the first.', examples: [0.5] }),
      })
      .describe('Between two designs, on the great circle through their latents; at 0 the first, at 1 the second.'),
    variations: z
      .strictObject({
        of: point.describe('The design that others are near to.'),
        amount: z
          .number()
          .min(0)
          .max(1)
          .meta({ description: 'How far it is from that design.', examples: [0.3] }),
      })
      .describe('Near a design: at amount 0 it is that design, at 1 the one of `seed` alone.'),
    arithmetic: z
      .strictObject({
        a: averaged('What is started from.', 1),
        b: averaged('What is taken away.', 2),
        c: averaged('What is added.', 3),
      })
      .describe('a − b + c on latents, each the average over its designs (Radford et al., 2016, section 6.3.2).'),
  };
}

const givenPointShape = {
  seed: seedSchema.optional(),
  truncation: truncationSchema.optional(),
  latents: latentsSchema.optional(),
};

/** A design by its seed or its latents. */
const givenPointSchema = z
  .union([seedSchema, z.strictObject(givenPointShape).superRefine(refuseTwoWays).superRefine(refuseNoWay)])
  .meta({ id: 'GivenPoint', description: 'A design by its seed or its latents.', examples: [7] });

/** A place in latent space: a seed, latents, or derived from some of these. */
export const pointSchema = z
  .union([
    seedSchema,
    z
      .strictObject({ ...givenPointShape, ...optional(derivations(givenPointSchema)) })
      .superRefine(refuseTwoWays)
      .superRefine(refuseNoWay),
  ])
  .meta({
    id: 'Point',
    description: 'A place in latent space: a seed, latents, or derived from some of these.',
    examples: [7],
  });
export type Point = z.infer<typeof pointSchema>;

/**
 * Everything that determines a design's bytes. `POST /generate` takes it as it is and answers with the same PNG, whatever
 * the batch, the worker or the time.
 */
export const recipeSchema = z
  .strictObject({
    checkpoint: z.string().describe('Id of the checkpoint.'),
    ...givenPointShape,
    ...optional(derivations(pointSchema)),
    label: labelSchema.optional(),
    scale: scaleSchema.optional(),
  })
  .superRefine(refuseTwoWays)
  .superRefine(refuseNoWay)
  .meta({
    id: 'Recipe',
    description: 'Everything that determines a design’s bytes.',
    examples: [{ checkpoint: exampleOf.checkpoint, seed: 7 }],
  });
export type Recipe = z.infer<typeof recipeSchema>;

/** Where a recipe's design lies in latent space. */
export type RecipePoint = Omit<Recipe, 'checkpoint' | 'label' | 'scale'>;

/** The lengths of all explicit latents in a plan or a recipe, however deep. */
export function lengthsOfLatents(within: unknown): number[] {
  if (typeof within !== 'object' || within === null) return [];
  return Object.entries(within).flatMap(([name, value]) => {
    if (name !== 'latents' || !Array.isArray(value)) return lengthsOfLatents(value);
    return typeof value[0] === 'number' ? [value.length] : value.map((vector: number[]) => vector.length);
  });
}

/** PNG keyword under which a recipe goes with its design, and the header of an answer that is one design. */
export const RECIPE_KEYWORD = 'atelier-recipe';
export const RECIPE_HEADER = 'x-atelier-recipe';

/** A recipe as JSON in ASCII, for headers and PNGs: names of classes may be in any script. */
export function recipeText(recipe: Recipe): string {
  return JSON.stringify(recipe).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function optional<Shape extends Record<string, z.ZodType>>(shape: Shape) {
  return Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, field.optional()])) as {
    [Name in keyof Shape]: z.ZodOptional<Shape[Name]>;
  };
}
