import { exampleOf } from '../../contracts/examples.js';
import { PROBLEM_MEDIA_TYPE } from '../../contracts/problem.js';
import { type ErrorCode, errorCatalogue } from '../../errors.js';
import { type ApiDocument, type Operation, operationsOf, type Response, refTo } from './document.js';

/** What any request may be answered with. */
const always: readonly ErrorCode[] = ['malformed_request', 'request_timeout', 'headers_too_large', 'internal_error'];

/** What whoever needs a key may be told. */
const guarded: readonly ErrorCode[] = [
  'unauthenticated',
  'forbidden',
  'origin_refused',
  'host_refused',
  'rate_limited',
  'redis_unavailable',
];

const withBody: readonly ErrorCode[] = ['payload_too_large', 'unsupported_media_type', 'validation_failed'];

/** Requests that are refused when the process has too many: all but these. */
const neverShed = ['GET /healthz', 'GET /jobs/{id}/stream'];

/** What follows from where an operation is, by how its path begins. */
const byPath: Record<string, readonly ErrorCode[]> = {
  '/datasets': ['storage_unavailable'],
  '/datasets/{id}': ['dataset_not_found'],
  '/jobs/{id}': ['job_not_found'],
  '/jobs/{id}/checkpoints/{step}': ['checkpoint_not_found'],
  '/jobs/{id}/checkpoints/{step}/': ['checkpoint_damaged', 'storage_unavailable'],
  '/models/{name}': ['model_not_found'],
  '/designs/{id}': ['design_not_found'],
  '/uploads/{id}': ['not_found'],
};

const exported: readonly ErrorCode[] = ['export_impossible'];
const designs: readonly ErrorCode[] = [
  'sampler_failed',
  'no_worker',
  'generation_timeout',
  'checkpoint_damaged',
  'storage_unavailable',
  'shutting_down',
  'checkpoint_not_found',
];
const imported: readonly ErrorCode[] = ['dataset_empty', 'archive_invalid', 'quota_exceeded', 'shutting_down'];

/** What only this operation may be answered with. */
const byOperation: Record<string, readonly ErrorCode[]> = {
  'POST /datasets': imported,
  'POST /datasets/{id}/images': imported,
  'DELETE /datasets/{id}': ['dataset_in_use'],
  'GET /datasets/{id}/images/{index}/thumbnail.webp': ['not_found'],
  'POST /jobs': [
    'dataset_not_found',
    'job_not_found',
    'checkpoint_not_found',
    'no_checkpoint_yet',
    'too_many_devices',
    'quota_exceeded',
    'idempotency_key_reused',
    'idempotency_in_flight',
    'checkpoint_damaged',
    'storage_unavailable',
  ],
  'POST /jobs/import': ['weights_invalid', 'storage_unavailable'],
  'PATCH /jobs/{id}': ['job_state_conflict'],
  'DELETE /jobs/{id}': ['job_state_conflict', 'checkpoint_in_use'],
  'POST /jobs/{id}/cancel': ['job_state_conflict'],
  'POST /jobs/{id}/pause': ['job_state_conflict'],
  'POST /jobs/{id}/resume': ['job_state_conflict'],
  'POST /jobs/{id}/retry': ['job_state_conflict', 'quota_exceeded', 'dataset_not_found', 'storage_unavailable'],
  'POST /jobs/{id}/extend': ['job_state_conflict', 'quota_exceeded', 'dataset_not_found', 'storage_unavailable'],
  'GET /jobs/{id}/events': ['storage_unavailable'],
  'GET /jobs/{id}/stream': ['not_acceptable', 'shutting_down'],
  'GET /jobs/{id}/metrics': ['not_acceptable', 'storage_unavailable'],
  'GET /jobs/{id}/loss.svg': ['no_metrics_yet', 'storage_unavailable'],
  'GET /jobs/{id}/loss.png': ['no_metrics_yet', 'storage_unavailable'],
  'GET /jobs/{id}/samples/{step}.png': ['sample_not_found', 'storage_unavailable'],
  'GET /jobs/{id}/timelapse.webp': ['no_samples_yet', 'sample_not_found', 'storage_unavailable'],
  'GET /jobs/{id}/timelapse.gif': ['no_samples_yet', 'sample_not_found', 'storage_unavailable'],
  'GET /jobs/{id}/architecture': ['not_acceptable'],
  'GET /jobs/{id}/checkpoints/{step}/generator.safetensors': exported,
  'GET /jobs/{id}/checkpoints/{step}/discriminator.safetensors': exported,
  'GET /jobs/{id}/checkpoints/{step}/generator.onnx': exported,
  'GET /jobs/{id}/checkpoints/{step}/discriminator.onnx': exported,
  'GET /jobs/{id}/checkpoints/{step}/generator.tfjs.zip': exported,
  'PUT /models/{name}': ['precondition_failed', 'checkpoint_not_found', 'job_not_found', 'no_checkpoint_yet'],
  'DELETE /models/{name}': ['precondition_failed'],
  'POST /generate': [
    ...designs,
    'job_not_found',
    'model_not_found',
    'no_checkpoint_yet',
    'not_acceptable',
    'quota_exceeded',
  ],
  'GET /generate': [...designs, 'quota_exceeded'],
  'GET /designs/{id}.png': ['design_lost', ...designs],
  'POST /designs/download': ['design_not_found', 'design_lost', ...designs],
  'DELETE /keys/{id}': ['key_not_found'],
  'POST /tickets': ['job_not_found'],
  'GET /readyz': ['redis_unavailable'],
};

/** Codes of the catalogue that an operation may answer, in the catalogue's order. */
export function codesOf(method: string, path: string, operation: Operation): ErrorCode[] {
  const name = `${method} ${path}`;
  const codes = new Set<ErrorCode>([
    ...always,
    ...(operation.security?.length ? guarded : []),
    ...(operation.requestBody ? withBody : []),
    ...(operation.parameters?.length ? (['validation_failed'] as const) : []),
    ...(neverShed.includes(name) ? [] : (['overloaded'] as const)),
    ...Object.entries(byPath).flatMap(([prefix, more]) => (begins(path, prefix) ? more : [])),
    ...(byOperation[name] ?? []),
  ]);
  return (Object.keys(errorCatalogue) as ErrorCode[]).filter((code) => codes.has(code));
}

/** Whether a path is at or below another. */
function begins(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`) || path === `${prefix}.png`;
}

/** Lists the codes of each operation's errors, by status. Equal lists are there once, among the components. */
export function listErrors(document: ApiDocument): void {
  const shared: Record<string, Response> = {};
  const names = new Set<string>();
  for (const { method, path, operation } of operationsOf(document)) {
    names.add(`${method} ${path}`);
    const all = codesOf(method, path, operation);
    for (const status of new Set(all.map((code) => errorCatalogue[code].status))) {
      const codes = all.filter((code) => errorCatalogue[code].status === status);
      const declared = operation.responses[status];
      if (declared?.content?.[PROBLEM_MEDIA_TYPE]) {
        declared.description = descriptionOf(codes);
        continue;
      }
      const name = codes.join('.');
      shared[name] ??= problemResponse(codes);
      operation.responses[status] = { $ref: `#/components/responses/${name}` };
    }
  }
  const unknown = Object.keys(byOperation).find((name) => !names.has(name));
  if (unknown) throw new Error(`there is no ${unknown} to list the errors of`);
  document.components.responses = shared;
  const examples = Object.keys(errorCatalogue).map(
    (code) => [code, { value: exampleProblem(code as ErrorCode) }] as const,
  );
  document.components.examples = { ...document.components.examples, ...Object.fromEntries(examples) };
}

function problemResponse(codes: readonly ErrorCode[]): Response {
  const retryable = codes.some((code) => errorCatalogue[code].retryable);
  return {
    description: descriptionOf(codes),
    ...(retryable ? { headers: { 'Retry-After': structuredClone(RETRY_AFTER) } } : {}),
    content: {
      [PROBLEM_MEDIA_TYPE]: {
        schema: { $ref: refTo('Problem') },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}

const RETRY_AFTER = {
  description: 'Seconds until the request may succeed, where that is known.',
  schema: { type: 'integer', minimum: 0, examples: [2] },
};

function descriptionOf(codes: readonly ErrorCode[]): string {
  return codes.map((code) => `\`${code}\`: ${errorCatalogue[code].title}.`).join('\n\n');
}

function exampleProblem(code: ErrorCode): Record<string, unknown> {
  const { title, status } = errorCatalogue[code];
  return {
    type: `urn:atelier:error:${code}`,
    title,
    status,
    detail: `${title}.`,
    code,
    requestId: exampleOf.requestId,
  };
}
