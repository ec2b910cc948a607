import type { FastifyContextConfig, FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import pLimit from 'p-limit';
import { z } from 'zod';
import { type Dataset, datasetSchema } from '../../contracts/dataset.js';
import { uploadIdSchema, uploadStatusSchema } from '../../contracts/upload.js';
import { getDataset } from '../../datasets/catalogue.js';
import { importDataset } from '../../datasets/import.js';
import { AtelierError } from '../../errors.js';
import type { ApiDependencies } from '../dependencies.js';
import { withinImageQuota } from '../image-quota.js';
import { inCatalogue } from '../plugins/errors.js';
import { idParams, json } from '../schemas.js';
import { giveUpBody } from '../unread-body.js';
import { uploadForm, withUpload } from '../upload.js';

/** Imports that a process is at work on, beside those that it receives: each has some files in memory. */
const IMPORTS_AT_ONCE = 2;

const uploadQuery = z.object({
  upload: uploadIdSchema.optional().describe('A name for the upload, for `GET /uploads/{id}`, such as a UUID.'),
});

const additionQuery = uploadQuery.extend({
  replace: z
    .enum(['true'])
    .transform(() => true as const)
    .optional()
    .meta({
      description: 'A photo takes the place of one of the same class and file name; otherwise both are kept.',
      example: 'true',
    }),
});

/** What both routes that take an upload state. */
const takesUpload = {
  scope: 'train',
  form: uploadForm,
  errors: [
    'archive_invalid',
    'dataset_empty',
    'dataset_not_found',
    'quota_exceeded',
    'shutting_down',
    'storage_unavailable',
  ],
  responseHeaders: { 200: ['Location'], 201: ['Location'] },
} as const satisfies FastifyContextConfig;
const uploadResponse = {
  200: json('A dataset that was there before.', datasetSchema),
  201: json('The dataset.', datasetSchema),
};

const PARTS =
  'multipart/form-data with `file` once or more: zips with one folder per class, or images (JPEG, PNG, WebP, AVIF, HEIC). The ' +
  'folder in an image’s file name is its class; a field `label` gives a class to all files after it. Every image is ' +
  'decoded once in a process of its own. Bad ones are listed with the reason, and are not fatal.';

/** Uploads: a new dataset, more images for one, and how far they are. */
export function uploadRoutes(dependencies: ApiDependencies): FastifyPluginAsyncZod {
  const { uploads, decoder, access } = dependencies;
  const imports = pLimit(IMPORTS_AT_ONCE);
  const closing = new AbortController();

  return async (app) => {
    app.addHook('preClose', async () =>
      closing.abort(new AtelierError('shutting_down', 'The server is shutting down.')),
    );

    app.post(
      '/datasets',
      {
        config: takesUpload,
        schema: {
          operationId: 'createDataset',
          summary: 'Upload a dataset',
          description: `${PARTS} A field \`name\` names the dataset. The same content gives the same dataset: 200 then.`,
          tags: ['datasets'],
          querystring: uploadQuery,
          response: uploadResponse,
        },
      },
      async (request, reply) => {
        const imported = await takeUpload(request, reply, { id: request.query.upload });
        return sendDataset(request, reply, imported);
      },
    );

    app.post(
      '/datasets/:id/images',
      {
        config: takesUpload,
        schema: {
          operationId: 'addDatasetImages',
          summary: 'Add images to a dataset',
          description:
            `${PARTS} Datasets never change: a new one is made that has the images of this one, its \`parent\`, and the ` +
            'added ones. An added image under a name that its class has already is kept besides, as `image (2).jpg`, if it ' +
            'is another, and left out if it is the same; with `?replace=true` it takes the place of the other. `notes` ' +
            'tells. Unchanged images are stored once for both. 200 with the dataset that has this content, if there is one.',
          tags: ['datasets'],
          params: idParams,
          querystring: additionQuery,
          response: uploadResponse,
        },
      },
      async (request, reply) => {
        const parent = await getDataset(request.workspace.store, request.params.id);
        const { upload: id, replace } = request.query;
        const imported = await takeUpload(request, reply, { id, parent, replace });
        return sendDataset(request, reply, imported);
      },
    );

    app.get(
      '/uploads/:id',
      {
        config: { scope: 'read', errors: ['not_found'] },
        schema: {
          operationId: 'getUpload',
          summary: 'How far is an upload?',
          description:
            'For an upload whose request has `?upload=`, from its beginning until an hour after its end: also when its ' +
            'connection broke after all bytes were there.',
          tags: ['datasets'],
          params: z.object({ id: uploadIdSchema }),
          response: { 200: json('How far it is.', uploadStatusSchema) },
        },
      },
      async ({ params, workspace }) => workspace.uploadProgress.get(params.id),
    );
  };

  async function takeUpload(
    request: FastifyRequest,
    reply: FastifyReply,
    { id, parent, replace }: Wanted,
  ): Promise<Imported> {
    const { name: workspace, store, uploadProgress } = request.workspace;
    const { images } = access.quotas.of(workspace);
    const length = request.headers['content-length'];
    const tracked =
      id === undefined ? undefined : uploadProgress.begin(id, length === undefined ? null : Number(length));
    try {
      const imported = await withUpload(
        request,
        uploads,
        (bytes) => tracked?.received(bytes),
        ({ name, isNamed, files }) => {
          tracked?.inspecting();
          return imports(() =>
            withinImageQuota(request.workspace, images, () =>
              importDataset(store, files, {
                name: parent && !isNamed ? parent.name : name,
                parent: parent?.id,
                replace,
                decoder,
                concurrency: decoder.processes,
                signal: closing.signal,
                onProgress: (done) => tracked?.inspected(done),
              }),
            ),
          );
        },
      );
      await tracked?.done(imported.dataset.id);
      return imported;
    } catch (error) {
      await tracked?.failed(inCatalogue(error));
      giveUpBody(request, reply);
      throw error;
    }
  }
}

interface Wanted {
  /** What the client calls the upload. */
  readonly id: string | undefined;
  readonly parent?: Dataset;
  readonly replace?: boolean | undefined;
}

type Imported = Awaited<ReturnType<typeof importDataset>>;

function sendDataset(request: FastifyRequest, reply: FastifyReply, { dataset, created }: Imported): FastifyReply {
  request.log.info({ dataset: dataset.id, images: dataset.images, created }, 'imported a dataset');
  return reply
    .code(created ? 201 : 200)
    .header('location', `/datasets/${dataset.id}`)
    .send(dataset);
}
