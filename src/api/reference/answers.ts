import { exampleOf } from '../../contracts/examples.js';
import { type ApiDocument, nameOf, operationsOf, type Response } from './document.js';

type Headers = NonNullable<Response['headers']>;

const text = (description: string, example: string) => ({
  description,
  schema: { type: 'string', examples: [example] },
});
const whole = (description: string, example: number) => ({
  description,
  schema: { type: 'integer', minimum: 0, examples: [example] },
});

const everywhere: Headers = {
  'X-Request-Id': text('By which the log, and the audit log, know the request.', exampleOf.requestId),
};

/** On what a key was used for, where `REQUESTS_PER_MINUTE` is set. */
const limited: Headers = {
  'RateLimit-Limit': whole('Requests that the key may send in this minute; only where keys are limited.', 600),
  'RateLimit-Remaining': whole('Requests that are left of them.', 587),
  'RateLimit-Reset': whole('Seconds until the next minute begins.', 41),
};

const location = text('Where what was made is.', `/jobs/${exampleOf.job}`);
const etag = (description: string, example: string) => ({ ETag: text(description, example) });
const version = etag('Its version, for `If-Match`.', '"2"');
const weights = etag('Follows from the weights, for `If-None-Match`.', `"${exampleOf.sha256}"`);
const generated: Headers = {
  'X-Atelier-Checkpoint': text('Id of the checkpoint that made the designs.', exampleOf.checkpoint),
  'X-Atelier-Seed': whole('Seed of the first design; left out where none was used.', 7),
  'X-Atelier-Recipe': text(
    'Recipe of the first design, as JSON; left out if it is longer than 4,096 bytes.',
    JSON.stringify({ checkpoint: exampleOf.checkpoint, seed: 7 }),
  ),
};

/** Headers of the good answers of single operations. */
const byOperation: Record<string, Headers> = {
  'POST /datasets': { Location: text('Where the dataset is.', `/datasets/${exampleOf.dataset}`) },
  'POST /datasets/{id}/images': { Location: text('Where the new dataset is.', `/datasets/${exampleOf.dataset}`) },
  'POST /jobs': {
    Location: location,
    'Idempotent-Replayed': text('`true` where the answer is that of an earlier request with the same key.', 'true'),
  },
  'POST /jobs/import': { Location: location },
  'POST /keys': { Location: text('Where the key is.', `/keys/${exampleOf.key}`) },
  'GET /models/{name}': version,
  'PUT /models/{name}': version,
  'POST /generate': {
    ...generated,
    'X-Atelier-Design': text('Id of the first design in the gallery, where that keeps it.', exampleOf.design),
  },
  'GET /generate': generated,
  'GET /jobs/{id}/checkpoints/{step}/weights.safetensors': weights,
};

/** Headers that are there once, among the components, and referred to. */
function refsTo(headers: Headers): Headers {
  return Object.fromEntries(Object.keys(headers).map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** Describes good answers, and their headers. */
export function describeAnswers(document: ApiDocument): void {
  document.components.headers = { ...everywhere, ...limited };
  for (const { method, path, operation } of operationsOf(document)) {
    const own = byOperation[`${method} ${path}`] ?? (/checkpoints\/\{step\}\/\w/.test(path) ? weights : {});
    for (const [status, response] of Object.entries(operation.responses)) {
      if (!/^[23]/.test(status)) continue;
      const headers = {
        ...refsTo(everywhere),
        ...refsTo(operation.security?.length ? limited : {}),
        ...own,
      };
      if (response.description === UNDESCRIBED) response.description = descriptionOf(response);
      response.headers = structuredClone(headers);
    }
  }
}

/** What swagger says of an answer of which the route says nothing. */
const UNDESCRIBED = 'Default Response';

function descriptionOf({ content = {} }: Response): string {
  const [schema = {}] = Object.values(content).flatMap((each) => each.schema ?? []);
  if (schema.properties?.nextCursor) return 'A page of the list.';
  if (schema.properties?.items) return 'The list.';
  const name = nameOf(schema) ?? nameOf(schema.anyOf?.[0] ?? {});
  const words = name?.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return words === undefined ? (schema.description ?? 'The answer.') : `The ${words}.`;
}
