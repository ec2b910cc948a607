import type { FastifyContextConfig } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { type Dataset, type DatasetImage, listedImageSchema } from '../../contracts/dataset.js';
import { MAX_CLASS_NAME } from '../../contracts/label.js';
import { getDataset, getDatasetImages, readOriginal } from '../../datasets/catalogue.js';
import { AtelierError } from '../../errors.js';
import { datasetPreview } from '../../images/preview.js';
import type { ApiDependencies } from '../dependencies.js';
import { sendMadeFile } from '../files.js';
import { FOREVER, isHead, sendHeaders } from '../negotiation.js';
import { FILE_ERRORS } from '../route-errors.js';
import { idParams, inText, json, pageOf, pageQuery, servedFile, servedFileHeaders } from '../schemas.js';
import type { Workspace } from '../workspaces.js';

/** Records of images kept in memory, those of all lists together: some 100 MB. */
const IMAGES_KEPT = 250_000;

const imageQuery = pageQuery.extend({
  cursor: inText(z.int().min(0)).optional().meta({ description: '`nextCursor` of the page before.', example: 50 }),
  label: z
    .string()
    .normalize()
    .max(MAX_CLASS_NAME)
    .optional()
    .meta({ description: 'Only images of this class.', examples: ['dress'] }),
});

const fileConfig = {
  scope: 'read',
  errors: ['dataset_not_found', ...FILE_ERRORS, 'storage_unavailable'],
  responseHeaders: servedFileHeaders,
} as const satisfies FastifyContextConfig;

/** The images of datasets, to be looked at. */
export function datasetImageRoutes({ decoder }: ApiDependencies): FastifyPluginAsyncZod {
  const lists = new LRUCache<string, DatasetImage[], { workspace: Workspace; id: string }>({
    maxSize: IMAGES_KEPT,
    sizeCalculation: (images) => images.length,
    fetchMethod: (_key, _stale, { context: { workspace, id } }) => getDatasetImages(workspace.store, id),
  });

  return async (app) => {
    app.get(
      '/datasets/:id/images',
      {
        config: { scope: 'read', errors: ['dataset_not_found', 'storage_unavailable'] },
        schema: {
          operationId: 'listDatasetImages',
          summary: 'List the images of a dataset',
          description: 'By class, then by file name: the order in which training numbers them.',
          tags: ['datasets'],
          params: idParams,
          querystring: imageQuery,
          response: { 200: json('A page of the images.', pageOf(listedImageSchema)) },
        },
      },
      async ({ params: { id }, query: { limit, cursor = 0, label }, workspace }) => {
        const { classes } = await getDataset(workspace.store, id);
        const images = await imagesOf(workspace, id);
        // One more than the page, to know whether there is another page.
        const places = placesIn(classes, label, cursor, limit + 1);
        const items = places.slice(0, limit).map((place) => {
          const { class: index, hash: _, ...image } = images[place] as DatasetImage;
          return {
            index: place,
            label: classes[index]?.name as string,
            ...image,
            thumbnail: app.link(`/datasets/${id}/images/${place}/thumbnail.webp`),
          };
        });
        return { items, nextCursor: places.length > limit ? String(cursor + limit) : null };
      },
    );

    app.get(
      '/datasets/:id/images/:index/thumbnail.webp',
      {
        config: fileConfig,
        schema: {
          operationId: 'getThumbnail',
          summary: 'A thumbnail of an image',
          description: 'Upright and whole, 192 pixels at its longest side, or as small as it is.',
          tags: ['datasets'],
          params: idParams.extend({
            index: inText(z.int().min(0)).meta({
              description: 'Place of the image in the dataset, from 0.',
              example: 0,
            }),
          }),
          response: servedFile('The thumbnail.', 'image/webp'),
        },
      },
      async (request, reply) => {
        const { workspace } = request;
        const { id, index } = request.params;
        await getDataset(workspace.store, id);
        const image = (await imagesOf(workspace, id))[index];
        if (!image) throw new AtelierError('not_found', `Dataset ${id} has no image ${index}.`);
        reply.header('cache-control', FOREVER);
        if (isHead(request)) return sendHeaders(reply, 'image/webp');
        const thumbnail = await decoder.thumbnail(await readOriginal(workspace.store, image));
        return await sendMadeFile(request, reply, 'image/webp', thumbnail);
      },
    );

    app.get(
      '/datasets/:id/preview.png',
      {
        config: fileConfig,
        schema: {
          operationId: 'getDatasetPreview',
          summary: 'An 8×8 grid of training images',
          tags: ['datasets'],
          params: idParams,
          response: servedFile('The grid.', 'image/png'),
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const { store } = request.workspace;
        if (isHead(request)) {
          await getDataset(store, id);
          return sendHeaders(reply, 'image/png');
        }
        return await sendMadeFile(request, reply, 'image/png', await datasetPreview(store, id, { decoder }));
      },
    );
  };

  /** @throws AtelierError `dataset_not_found` */
  async function imagesOf(workspace: Workspace, id: string): Promise<DatasetImage[]> {
    return (await lists.fetch(`${workspace.name}/${id}`, { context: { workspace, id } })) as DatasetImage[];
  }
}

/** Places of a class's images, or of all, from `skip` on. Several classes of one name may be in a dataset of an earlier version. */
function placesIn(classes: Dataset['classes'], label: string | undefined, skip: number, count: number): number[] {
  const places: number[] = [];
  let from = 0;
  let left = skip;
  for (const { name, images } of classes) {
    if (label === undefined || name === label) {
      for (let i = left; i < images && places.length < count; i++) places.push(from + i);
      left = Math.max(0, left - images);
    }
    from += images;
  }
  return places;
}
