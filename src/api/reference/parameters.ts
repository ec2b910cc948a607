import { exampleOf } from '../../contracts/examples.js';
import { type ApiDocument, operationsOf } from './document.js';

interface Said {
  readonly description: string;
  readonly example: string;
}

/** What the `id` in a path names, by how the path begins. */
const ids: Record<string, Said> = {
  datasets: { description: 'Id of the dataset.', example: exampleOf.dataset },
  jobs: { description: 'Id of the job.', example: exampleOf.job },
  designs: { description: 'Id of the design.', example: exampleOf.design },
  keys: { description: 'Id of the key: its second part.', example: exampleOf.key },
  uploads: { description: 'What the client called the upload.', example: exampleOf.requestId },
};

/** What schemas can't say: those that are referred to, and those whose values are transformed. */
const others: Record<string, Said> = {
  'GET /jobs state': { description: 'Only jobs that are in this state.', example: 'running' },
  'GET /designs starred': { description: 'Only designs with a star.', example: 'true' },
};

/** Says of each `id` whose it is, and of some parameters what their schemas can't. */
export function describeParameters(document: ApiDocument): void {
  for (const { method, path, operation } of operationsOf(document)) {
    for (const parameter of operation.parameters ?? []) {
      const isId = parameter.name === 'id' && parameter.in === 'path';
      const said = isId ? ids[path.split('/')[1] as string] : others[`${method} ${path} ${parameter.name}`];
      if (said) Object.assign(parameter, said);
      const { 'x-default': usual, example, ...schema } = parameter.schema;
      if (usual !== undefined) schema.default = usual;
      parameter.schema = schema;
      parameter.example ??= example;
    }
  }
}
