import { parseCheckpointId } from '../../contracts/checkpoint.js';
import { AtelierError } from '../../errors.js';
import { enlarge } from '../../images/enlarge.js';
import type { DesignClient } from '../../jobs/designs/design-client.js';
import type { JobStore } from '../../jobs/records/job-store.js';
import type { SavedDesign } from '../../library/gallery.js';
import type { PixelPacks } from '../../library/pixel-packs.js';
import { type DesignOrder, designPng, designsOf, orderOfRecipe, samplerRequest } from './order.js';

/** Where the gallery's pictures come from. */
export interface PictureSources {
  readonly packs: PixelPacks;
  readonly jobs: JobStore;
  readonly designs: Pick<DesignClient, 'generate'>;
}

/**
 * The bytes that `POST /generate` answers to a design's recipe: of the pixels that were kept, or else made again.
 * @param signal aborting it drops what is not made yet
 * @throws AtelierError `design_lost`, or what generation says
 */
export async function savedPng(sources: PictureSources, saved: SavedDesign, signal: AbortSignal): Promise<Buffer> {
  const { recipe } = saved.design;
  const pixels = await sources.packs.read(saved);
  if (!pixels) return await madeAgain(sources, saved, signal);
  return await designPng({ picture: await enlarge(pixels, recipe.scale ?? 1), recipe });
}

async function madeAgain(sources: PictureSources, saved: SavedDesign, signal: AbortSignal): Promise<Buffer> {
  const order = await orderAgain(sources, saved);
  for await (const design of designsOf(order, sources.designs.generate(samplerRequest(order), signal))) {
    return await designPng(design);
  }
  throw new Error('a sampler has made no design where one was asked for');
}

/** The order by which a design whose pixels were not kept is made again. @throws AtelierError `design_lost` */
export async function orderAgain(
  { jobs }: Pick<PictureSources, 'jobs'>,
  { design: { id, recipe } }: SavedDesign,
): Promise<DesignOrder> {
  const { jobId, step } = parseCheckpointId(recipe.checkpoint) as { jobId: string; step: number };
  const checkpoint = await jobs.checkpoint(jobId, step);
  if (checkpoint) return orderOfRecipe(checkpoint, recipe);
  throw new AtelierError(
    'design_lost',
    `The pixels of ${id} were not kept, and checkpoint ${recipe.checkpoint} is gone.`,
  );
}
