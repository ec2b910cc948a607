import type { Recipe } from '../../contracts/recipe.js';

/** A link has to fit a request's headers, which have 16 KiB, with what else a client sends. In characters. */
export const MAX_LINK = 12_288;

/** Where a recipe's design is made when it is asked for. */
export function linkTo(recipe: Recipe): string {
  return `/generate?${new URLSearchParams({ recipe: JSON.stringify(recipe) })}`;
}
