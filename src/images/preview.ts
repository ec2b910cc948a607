import pMap from 'p-map';
import { epochOrder } from '../datasets/batches.js';
import { getDatasetImages, readOriginal } from '../datasets/catalogue.js';
import { type Decoder, decoderHere } from '../datasets/decoder.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import { composeGrid } from './grid.js';
import type { Pixels } from './pixels.js';
import { encodePng } from './png.js';

const COLUMNS = 8;
const IMAGES = COLUMNS * COLUMNS;
/** Any fixed seed will do: it mixes the classes, and gives a dataset the same preview every time. */
const SEED = 0;

/**
 * An 8×8 grid of a dataset's images as training sees them, fewer if it has fewer; always the same ones.
 *
 * @returns a PNG
 * @throws AtelierError `dataset_not_found`
 */
export async function datasetPreview(
  store: ArtifactStore,
  dataset: string,
  { imageSize = 64, decoder = decoderHere }: { imageSize?: number; decoder?: Decoder } = {},
): Promise<Buffer> {
  const all = await getDatasetImages(store, dataset);
  const chosen = [...epochOrder(all.length, SEED, 0).subarray(0, IMAGES)].flatMap((index) => all[index] ?? []);
  const decode = async (image: (typeof all)[number]): Promise<Pixels> => {
    const data = await decoder.pixels(await readOriginal(store, image), { imageSize, nc: 3 });
    return { data, width: imageSize, height: imageSize, channels: 3 };
  };
  return await encodePng(composeGrid(await pMap(chosen, decode, { concurrency: 4 }), { columns: COLUMNS }));
}
