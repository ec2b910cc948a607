import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { exampleOf } from '../../contracts/examples.js';
import {
  type Model,
  type ModelVersion,
  modelNameSchema,
  modelSchema,
  modelSummarySchema,
  type PutModel,
  putModelSchema,
  VERSIONS_HELD,
} from '../../contracts/model.js';
import { AtelierError } from '../../errors.js';
import type { ModelStore } from '../../library/model-store.js';
import { findCheckpoint } from '../checkpoint-source.js';
import { conditionOf, etagOf, preconditionHeaders } from '../preconditions.js';
import { CHECKPOINT_ERRORS } from '../route-errors.js';
import { json, nothing, pageOf, pageQuery } from '../schemas.js';
import type { Workspace } from '../workspaces.js';

const nameParams = z.object({
  name: z
    .string()
    .min(1)
    .max(63)
    .meta({ description: 'Name of the model.', examples: [exampleOf.model] }),
});

/** Names for checkpoints: what callers of `/generate` use in production. */
export function modelRoutes(): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/models',
      {
        config: { scope: 'read' },
        schema: {
          operationId: 'listModels',
          summary: 'List models by name',
          tags: ['models'],
          querystring: pageQuery,
          response: { 200: json('A page of the models.', pageOf(modelSummarySchema)) },
        },
      },
      async ({ query: { limit, cursor }, workspace: { models } }) => await models.list({ limit, after: cursor }),
    );

    app.get(
      '/models/:name',
      {
        config: { scope: 'read', errors: ['model_not_found'], responseHeaders: { 200: ['ETag'] } },
        schema: {
          operationId: 'getModel',
          summary: 'Look at a model and its history',
          description: 'Its ETag is for `If-Match`.',
          tags: ['models'],
          params: nameParams,
          response: { 200: json('The model.', modelSchema) },
        },
      },
      async ({ params, workspace: { models } }, reply) => {
        const model = await models.get(params.name);
        return reply.header('etag', etagOf(model.version)).send(model);
      },
    );

    app.put(
      '/models/:name',
      {
        config: {
          scope: 'train',
          errors: [...CHECKPOINT_ERRORS, 'model_not_found', 'precondition_failed'],
          responseHeaders: { 200: ['ETag'], 201: ['ETag', 'Location'] },
        },
        schema: {
          operationId: 'putModel',
          summary: 'Point a model at a checkpoint',
          description:
            'Creates the model, or makes its next version: at a checkpoint, at the last or best checkpoint of a job, or back at ' +
            'what an earlier version pointed at. `/generate` takes the new checkpoint from its next request on; those at ' +
            'work end with the one before. The same request again changes nothing. With `If-Match` it is a ' +
            'compare-and-set: 412 if somebody else was faster. A model holds the checkpoints of its newest ' +
            `${VERSIONS_HELD} versions: \`keepCheckpoints\` passes them over, and their jobs can't be deleted.`,
          tags: ['models'],
          params: z.object({ name: modelNameSchema }),
          headers: preconditionHeaders,
          body: putModelSchema,
          response: {
            200: json('The model as it is now.', modelSchema),
            201: json('The model, which is new.', modelSchema),
          },
        },
      },
      async (request, reply) => {
        const { params, body, headers, workspace } = request;
        const { models, modelCopies } = workspace;
        const { name } = params;
        const condition = conditionOf(headers);
        const { by = null, metadata = {}, version: restores = null } = body;
        const checkpoint = await checkpointFor(workspace, name, body);
        const { outcome, version } = await models.put(name, { checkpoint, by, metadata, restores }, condition);
        await modelCopies.keep(name, request.log);
        request.log.info({ model: name, version: version.version, checkpoint, outcome }, 'pointed a model');
        reply.header('etag', etagOf(version.version));
        if (outcome === 'created') reply.code(201).header('location', `/models/${name}`);
        return reply.send(await modelAt(models, name, version));
      },
    );

    app.delete(
      '/models/:name',
      {
        config: { scope: 'train', errors: ['model_not_found', 'precondition_failed'] },
        schema: {
          operationId: 'deleteModel',
          summary: 'Delete a model',
          description: 'With its history. Its checkpoints stay with their jobs, but are held by it no longer.',
          tags: ['models'],
          params: nameParams,
          headers: preconditionHeaders.pick({ 'if-match': true }),
          response: { 204: nothing('Deleted.') },
        },
      },
      async (request, reply) => {
        const { name } = request.params;
        const { models, modelCopies } = request.workspace;
        await models.delete(name, conditionOf(request.headers));
        await modelCopies.keep(name, request.log);
        request.log.info({ model: name }, 'deleted a model');
        return reply.code(204).send();
      },
    );
  };

  async function checkpointFor(
    workspace: Workspace,
    name: string,
    { checkpoint, job, step, version }: PutModel,
  ): Promise<string> {
    if (version === undefined) return (await findCheckpoint(workspace, { checkpoint, job, step })).id;
    const found = (await workspace.models.get(name)).versions.find((each) => each.version === version);
    if (found) return found.checkpoint;
    throw new AtelierError('model_not_found', `Model ${name} has no version ${version}.`);
  }

  /** The model as it was when a version was its newest, whatever came after. */
  async function modelAt(models: ModelStore, name: string, version: ModelVersion): Promise<Model> {
    const { versions } = await models.get(name);
    return { name, ...version, versions: versions.filter((each) => each.version <= version.version) };
  }
}
