import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import pMap, { pMapIterable } from 'p-map';
import type { z } from 'zod';
import {
  designQuerySchema,
  designSchema,
  downloadSchema,
  MAX_DOWNLOAD,
  updateDesignSchema,
} from '../../contracts/design.js';
import { zipStream } from '../../images/zip.js';
import type { SavedDesign } from '../../library/gallery.js';
import { orderAgain, savedPng } from '../designs/pictures.js';
import { disconnectSignal } from '../disconnect-signal.js';
import { sendMadeFile } from '../files.js';
import { FOREVER, isHead, sendHeaders } from '../negotiation.js';
import { FILE_ERRORS, SAMPLING_ERRORS } from '../route-errors.js';
import { file, idParams, json, nothing, pageOf, pageQuery, servedFile, servedFileHeaders } from '../schemas.js';
import type { Workspace } from '../workspaces.js';

/** PNGs encoded at the same time for a download, and records read. */
const ENCODERS = 2;
const READERS = 50;

/** The gallery: the designs that `/generate` made, and what people say of them. */
export function designRoutes(): FastifyPluginAsyncZod {
  return async (app) => {
    const shown = ({ design }: SavedDesign) => ({ ...design, url: app.link(design.url) });

    app.get(
      '/designs',
      {
        config: { scope: 'read' },
        schema: {
          operationId: 'listDesigns',
          summary: 'List designs, newest first',
          description:
            'Those of one request come the last first. The gallery keeps the newest designs, as many as GALLERY_DESIGNS ' +
            'says, and those that are starred or tagged for as long as they are.',
          tags: ['designs'],
          querystring: pageQuery.extend(designQuerySchema.shape),
          response: { 200: json('A page of the designs.', pageOf(designSchema)) },
        },
      },
      async ({ query: { limit, cursor, ...filter }, workspace: { gallery } }) => {
        const { items, nextCursor } = await gallery.list({ limit, after: cursor, filter });
        return { items: items.map(shown), nextCursor };
      },
    );

    app.get(
      '/designs/:id',
      {
        config: { scope: 'read', errors: ['design_not_found'] },
        schema: {
          operationId: 'getDesign',
          summary: 'Look at a design',
          tags: ['designs'],
          params: idParams,
          response: { 200: json('The design.', designSchema) },
        },
      },
      async ({ params, workspace: { gallery } }) => shown(await gallery.get(params.id)),
    );

    app.get(
      '/designs/:id.png',
      {
        config: {
          scope: 'read',
          errors: ['design_not_found', 'design_lost', ...FILE_ERRORS, ...SAMPLING_ERRORS],
          responseHeaders: servedFileHeaders,
        },
        schema: {
          operationId: 'getDesignImage',
          summary: 'A design as PNG',
          description:
            'Also when its checkpoint is gone. 410 `design_lost` if that went before the design could be kept, when a ' +
            'process was killed or the store was full.',
          tags: ['designs'],
          params: idParams,
          response: servedFile('The design.', 'image/png'),
        },
      },
      async (request, reply) => {
        const { params, workspace } = request;
        const saved = await workspace.gallery.get(params.id);
        if (isHead(request)) {
          if (!saved.part) await orderAgain(workspace, saved);
          return sendHeaders(reply.header('cache-control', FOREVER), 'image/png');
        }
        const png = await savedPng(workspace, saved, disconnectSignal(reply));
        return await sendMadeFile(request, reply.header('cache-control', FOREVER), 'image/png', png);
      },
    );

    app.patch(
      '/designs/:id',
      {
        config: { scope: 'generate', errors: ['design_not_found'] },
        schema: {
          operationId: 'updateDesign',
          summary: 'Star or tag a design',
          description: 'While it is starred or tagged it stays in the gallery until it is deleted.',
          tags: ['designs'],
          params: idParams,
          body: updateDesignSchema,
          response: { 200: json('The design as it is now.', designSchema) },
        },
      },
      async ({ params, body, workspace: { gallery } }) => {
        await gallery.mark(params.id, body);
        return shown(await gallery.get(params.id));
      },
    );

    app.delete(
      '/designs/:id',
      {
        config: { scope: 'generate', errors: ['design_not_found'] },
        schema: {
          operationId: 'deleteDesign',
          summary: 'Delete a design from the gallery',
          tags: ['designs'],
          params: idParams,
          response: { 204: nothing('Deleted.') },
        },
      },
      async ({ params, workspace: { gallery } }, reply) => {
        await gallery.delete(params.id);
        return reply.code(204).send();
      },
    );

    app.post(
      '/designs/download',
      {
        config: {
          scope: 'read',
          errors: ['design_not_found', 'storage_unavailable'],
          responseHeaders: { 200: ['Content-Disposition'] },
        },
        schema: {
          operationId: 'downloadDesigns',
          summary: 'Download designs as a zip',
          description: `Those that are named, or the newest ${MAX_DOWNLOAD} that meet a filter.`,
          tags: ['designs'],
          body: downloadSchema,
          response: { 200: file('A PNG of each, named by its id.', 'application/zip') },
        },
      },
      async ({ body, workspace }, reply) => {
        const gone = disconnectSignal(reply);
        const files = pMapIterable(
          await wanted(workspace, body),
          async (saved) => ({ name: `${saved.design.id}.png`, bytes: await savedPng(workspace, saved, gone) }),
          { concurrency: ENCODERS },
        );
        reply.header('content-disposition', 'attachment; filename="designs.zip"');
        return reply.type('application/zip').send(zipStream(files));
      },
    );
  };

  async function wanted(
    { gallery }: Workspace,
    { ids, ...filter }: z.infer<typeof downloadSchema>,
  ): Promise<SavedDesign[]> {
    if (ids) return await pMap(new Set(ids), (id) => gallery.get(id), { concurrency: READERS });
    return (await gallery.list({ limit: MAX_DOWNLOAD, filter })).items;
  }
}
