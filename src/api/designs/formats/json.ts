import { Readable } from 'node:stream';
import { designCount } from '../../../contracts/generation.js';
import { invalidField } from '../../../errors.js';
import { linkTo, MAX_LINK } from '../link.js';
import { type Design, type DesignOrder, designPng, recipeOf, seedOf } from '../order.js';
import type { DesignFormat } from './format.js';

/** All that is known of each design, with its PNG or a link to it; written as designs come. */
export const json: DesignFormat = {
  mediaType: 'application/json',
  description: 'see `images`',
  accepted: () => true,
  streams: true,
  encode: (designs, { order, idOf }) =>
    write(order, designs, async (design) => ({
      id: idOf(design.index),
      png: (await designPng(design)).toString('base64'),
    })),
  encodeLinks: (order, link) => {
    refuseLongLinks(order);
    return write(order, recipesOf(order), ({ recipe }) => ({ url: link(linkTo(recipe)) }));
  },
};

/** @param fields those of each design beside its recipe */
function write<T extends Pick<Design, 'index' | 'recipe'>>(
  order: DesignOrder,
  designs: AsyncIterable<T> | Iterable<T>,
  fields: (design: T) => object | Promise<object>,
): Readable {
  const parts = async function* () {
    yield `{"checkpoint":${JSON.stringify(order.checkpoint.id)},"seed":${seedOf(order, 0)},"designs":[`;
    let separator = '';
    for await (const design of designs) {
      const { index, recipe } = design;
      yield `${separator}${JSON.stringify({ index, seed: seedOf(order, index), recipe, ...(await fields(design)) })}`;
      separator = ',';
    }
    yield ']}';
  };
  return Readable.from(parts(), { objectMode: false });
}

function* recipesOf(order: DesignOrder) {
  const count = designCount(order.plan);
  for (let index = 0; index < count; index++) yield { index, recipe: recipeOf(order, index) };
}

/** @throws AtelierError `validation_failed` for designs whose links nobody could follow */
function refuseLongLinks(order: DesignOrder): void {
  for (const { index, recipe } of recipesOf(order)) {
    if (linkTo(recipe).length <= MAX_LINK) continue;
    throw invalidField('images', `a link to design ${index} would be too long, for its latents: ask for base64`);
  }
}
