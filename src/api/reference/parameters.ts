import { exampleOf } from '../../contracts/examples.js';
import { type ApiDocument, operationsOf, type Parameter } from './document.js';

/** What the `id` in a path names, by how the path begins. */
const ids: Record<string, Pick<Parameter, 'description' | 'example'>> = {
  datasets: { description: 'Id of the dataset.', example: exampleOf.dataset },
  jobs: { description: 'Id of the job.', example: exampleOf.job },
  designs: { description: 'Id of the design.', example: exampleOf.design },
  webhooks: { description: 'Id of the webhook.', example: exampleOf.webhook },
  keys: { description: 'Id of the key: its second part.', example: exampleOf.key },
  uploads: { description: 'What the client called the upload.', example: exampleOf.requestId },
};

/** Says of each `id` whose it is, and puts in their places what `inText` notes. */
export function describeParameters(document: ApiDocument): void {
  for (const { path, operation } of operationsOf(document)) {
    for (const parameter of operation.parameters ?? []) {
      const isId = parameter.name === 'id' && parameter.in === 'path';
      if (isId) Object.assign(parameter, ids[path.split('/')[1] as string]);
      const { 'x-default': usual, example, ...schema } = parameter.schema;
      if (usual !== undefined) schema.default = usual;
      parameter.schema = schema;
      parameter.example ??= example;
    }
  }
}
