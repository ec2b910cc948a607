import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openapiYaml } from '../../src/api/openapi.js';
import { type ApiDocument, operationsOf } from '../../src/api/reference/document.js';
import { exampleOfSchema } from '../../src/api/reference/examples.js';
import type { Problem } from '../../src/contracts/problem.js';
import { type Api, startApi } from '../support/api.js';
import { listedCodes } from '../support/listed-codes.js';

let api: Api;
let document: ApiDocument;
beforeAll(async () => {
  api = await startApi();
  document = parse(await openapiYaml()) as ApiDocument;
});
afterAll(() => api?.remove());

/** Requests that are wrong, each in its own way; the first is right but for what it names, which is not there. */
const ways: Record<string, (right: RequestInit) => RequestInit> = {
  'about what is not there': (right) => right,
  'with a body that is no JSON': (right) => ({ ...right, ...(right.body ? { body: '{' } : {}) }),
  'with a field that nobody knows': (right) => ({ ...right, ...(right.body ? { body: '{"nonsense":1}' } : {}) }),
  'with a body of another type': (right) => ({
    ...right,
    ...(right.body ? { headers: { 'content-type': 'text/x-nothing' } } : {}),
  }),
  'that accepts only what is not made': (right) => ({ ...right, headers: { ...right.headers, accept: 'x/y' } }),
  'with a key that is none': (right) => ({ ...right, headers: { ...right.headers, authorization: 'Bearer none' } }),
  'of another page': (right) => ({ ...right, headers: { ...right.headers, origin: 'https://elsewhere.example' } }),
};

it('answers wrong requests with codes that are listed at their operations', async () => {
  const unlisted: string[] = [];
  const seen = new Set<string>();
  // The first key shuts out whoever has none.
  const makesKey = ({ method, path }: { method: string; path: string }) => Number(`${method} ${path}` === 'POST /keys');
  for (const { method, path, operation } of operationsOf(document).sort((a, b) => makesKey(a) - makesKey(b))) {
    const json = operation.requestBody?.content['application/json']?.schema;
    const right: RequestInit = {
      method,
      ...(json
        ? {
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(exampleOfSchema(json, document)),
          }
        : {}),
    };
    for (const [way, wrong] of Object.entries(ways)) {
      const url = path.replace(/\{(\w+)\}/g, (_, name) => (/step|index/.test(name) ? '0' : 'not-there'));
      const response = await fetch(api.url + url, wrong(right));
      if (response.status < 400) {
        await response.body?.cancel();
        continue;
      }
      const { code } = (await response.json()) as Problem;
      seen.add(code);
      if (!listedCodes(document, operation).includes(code)) unlisted.push(`${method} ${path} ${way}: ${code}`);
    }
  }
  expect(unlisted).toEqual([]);
  expect([...seen].sort()).toEqual([
    'dataset_not_found',
    'design_not_found',
    'job_not_found',
    'key_not_found',
    'malformed_request',
    'model_not_found',
    'not_acceptable',
    'not_found',
    'origin_refused',
    'unauthenticated',
    'unsupported_media_type',
    'validation_failed',
    'webhook_not_found',
  ]);
});
