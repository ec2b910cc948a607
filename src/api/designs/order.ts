import type { CheckpointManifest } from '../../contracts/checkpoint.js';
import { type DesignPlan, designCount, planOf, pointOfDesign, recipeOfDesign } from '../../contracts/generation.js';
import { classWeights, type Label } from '../../contracts/label.js';
import { lengthsOfLatents, RECIPE_KEYWORD, type Recipe, recipeText } from '../../contracts/recipe.js';
import type { DesignRequest } from '../../contracts/sampler-messages.js';
import { invalidField } from '../../errors.js';
import { enlarge } from '../../images/enlarge.js';
import { imagesFromBatch } from '../../images/grid.js';
import type { Pixels } from '../../images/pixels.js';
import { encodePng } from '../../images/png.js';
import type { DesignPart } from '../../jobs/designs/design-client.js';

/** Designs that a client asks for, with everything that determines them. */
export interface DesignOrder {
  readonly checkpoint: CheckpointManifest;
  readonly plan: DesignPlan;
  readonly label: Label | undefined;
  readonly scale: number;
}

/** The order that a recipe is: it holds all that it needs, so that no seed is drawn. */
export function orderOfRecipe(checkpoint: CheckpointManifest, recipe: Recipe): DesignOrder {
  return { checkpoint, plan: planOf(recipe, () => 0), label: recipe.label, scale: recipe.scale ?? 1 };
}

/** A design as it is answered with. */
export interface Design {
  readonly index: number;
  readonly recipe: Recipe;
  readonly picture: Pixels;
}

/**
 * What the samplers are asked for.
 * @throws AtelierError `validation_failed` for what doesn't suit the checkpoint: a label, or the length of latents
 */
export function samplerRequest({ checkpoint, plan, label }: DesignOrder): Omit<DesignRequest, 'first'> {
  const { classes, hyperparameters } = checkpoint;
  if (label === undefined && classes) {
    throw invalidField('label', `is missing: the checkpoint's classes are ${classes.join(', ')}`);
  }
  const wrong = lengthsOfLatents(plan).find((length) => length !== hyperparameters.nz);
  if (wrong !== undefined) {
    throw invalidField(
      'latents',
      `have ${wrong} numbers, where the checkpoint's generator takes ${hyperparameters.nz}`,
    );
  }
  const weights = label === undefined ? undefined : classWeights(label, classes);
  return { checkpoint, plan, classWeights: weights, count: designCount(plan) };
}

/** The recipe of design `index` of an order. */
export function recipeOf({ checkpoint, plan, label, scale }: DesignOrder, index: number): Recipe {
  return recipeOfDesign({ plan, label, scale }, checkpoint.id, index);
}

/** That of design `index`, or null where it has none. */
export function seedOf({ plan }: Pick<DesignOrder, 'plan'>, index: number): number | null {
  return pointOfDesign(plan, index).seed ?? null;
}

/** The designs of an order, in its order, from the samplers' parts. */
export async function* designsOf(order: DesignOrder, parts: AsyncIterable<DesignPart>): AsyncGenerator<Design> {
  for await (const { first, count, pixels, imageSize, channels } of parts) {
    for (const [i, picture] of imagesFromBatch(pixels, count, imageSize, channels).entries()) {
      const index = first + i;
      yield { index, recipe: recipeOf(order, index), picture: await enlarge(picture, order.scale) };
    }
  }
}

/** A design's PNG, which carries its recipe: equal recipes give equal bytes. */
export async function designPng({ picture, recipe }: Pick<Design, 'picture' | 'recipe'>): Promise<Buffer> {
  return await encodePng(picture, { [RECIPE_KEYWORD]: recipeText(recipe) });
}
