import { Readable } from 'node:stream';
import { type DesignPlan, designCount, type GenerationFormat } from '../../contracts/generation.js';
import { invalidField } from '../../errors.js';
import { encodeAnimation } from '../../images/animation.js';
import { composeGrid } from '../../images/grid.js';
import type { Pixels } from '../../images/pixels.js';
import { encodePng } from '../../images/png.js';
import { zipStream } from '../../images/zip.js';
import { type Design, type DesignOrder, designPng, seedOf } from './order.js';

/** A picture of many designs is composed in memory: this many bytes of pixels at most. */
const MAX_PICTURE_BYTES = 64 * 1024 ** 2;
/** Wider pictures than this no program shows; WebP has no larger ones. In pixels. */
const MAX_WIDTH = 16_383;
const GRID_PADDING = 2;

export const mediaTypes = {
  png: 'image/png',
  zip: 'application/zip',
  grid: 'image/png',
  strip: 'image/png',
  json: 'application/json',
  webp: 'image/webp',
  gif: 'image/gif',
} as const satisfies Record<GenerationFormat, string>;

/** @throws AtelierError `validation_failed` for several designs as one PNG */
export function refuseSeveral(format: GenerationFormat, plan: DesignPlan): void {
  if (format === 'png' && designCount(plan) > 1) {
    throw invalidField('format', 'one PNG holds one design: ask for zip, grid, strip or json');
  }
}

/** @throws AtelierError `validation_failed` for designs that would make too large a picture */
export function refuseTooLarge(format: GenerationFormat, { checkpoint, plan, scale }: DesignOrder): void {
  const count = designCount(plan);
  if (format === 'zip' || format === 'json') return;
  const { imageSize, nc } = checkpoint.hyperparameters;
  const side = imageSize * scale;
  if (count * side ** 2 * nc > MAX_PICTURE_BYTES) {
    throw invalidField('format', `${count} designs of ${side}×${side} don't fit one picture: ask for a zip`);
  }
  if (format === 'strip' && count * (side + GRID_PADDING) > MAX_WIDTH) {
    throw invalidField('format', `a strip of ${count} designs would be wider than ${MAX_WIDTH} pixels: ask for a grid`);
  }
}

/** Encodes designs; as they come, where the format allows it: a zip of thousands is never in memory as a whole. */
export async function encodeDesigns(
  format: Exclude<GenerationFormat, 'json'>,
  designs: AsyncIterable<Design>,
): Promise<Buffer | Readable> {
  switch (format) {
    case 'zip':
      return zipStream(zipEntries(designs));
    case 'png':
      return await designPng((await all(designs))[0] as Design);
    case 'grid':
      return await encodePng(composeGrid(await pictures(designs)));
    case 'strip': {
      const row = await pictures(designs);
      return await encodePng(composeGrid(row, { columns: row.length, padding: GRID_PADDING }));
    }
    default:
      return await encodeAnimation(await pictures(designs), format);
  }
}

/** The JSON answer, written as designs come. @param fields those of each design beside its recipe */
export function designsJson<T extends Pick<Design, 'index' | 'recipe'>>(
  order: DesignOrder,
  designs: AsyncIterable<T> | Iterable<T>,
  fields: (design: T) => object | Promise<object>,
): Readable {
  const write = async function* () {
    yield `{"checkpoint":${JSON.stringify(order.checkpoint.id)},"seed":${seedOf(order, 0)},"designs":[`;
    let separator = '';
    for await (const design of designs) {
      const { index, recipe } = design;
      yield `${separator}${JSON.stringify({ index, seed: seedOf(order, index), recipe, ...(await fields(design)) })}`;
      separator = ',';
    }
    yield ']}';
  };
  return Readable.from(write(), { objectMode: false });
}

async function* zipEntries(designs: AsyncIterable<Design>) {
  for await (const design of designs) {
    const seed = design.recipe.seed === undefined ? '' : `-seed-${design.recipe.seed}`;
    yield { name: `design-${String(design.index).padStart(5, '0')}${seed}.png`, bytes: await designPng(design) };
  }
}

async function pictures(designs: AsyncIterable<Design>): Promise<Pixels[]> {
  return (await all(designs)).map(({ picture }) => picture);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
