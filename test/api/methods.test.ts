import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/contracts/problem.js';
import { type Api, startApi } from '../support/api.js';
import { createKey } from '../support/keys.js';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await createKey(api.url, ['admin']);
});
afterAll(() => api?.remove());

describe('a method that a path has not', () => {
  it.each([
    ['DELETE', '/jobs', 'GET, HEAD, POST'],
    ['PUT', '/jobs/job_1', 'DELETE, GET, HEAD, PATCH'],
    ['GET', '/jobs/import', 'POST'],
    ['POST', '/designs/design_1.png', 'GET, HEAD'],
    ['PATCH', '/healthz', 'GET, HEAD'],
  ])('%s %s is refused, and Allow names those that there are', async (method, path, allow) => {
    const answer = await fetch(`${api.url}${path}`, { method, ...(method === 'GET' ? {} : { body: 'x' }) });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
    expect((await answer.json()) as Problem).toMatchObject({ code: 'method_not_allowed', status: 405 });
  });

  it('is not what a path is refused for that is not there at all', async () => {
    expect((await fetch(`${api.url}/nowhere`, { method: 'PUT' })).status).toBe(404);
  });
});

describe('a refusal', () => {
  it.each(['/nowhere', '/jobs', `/jobs/${'x'.repeat(200)}`, '/jobs/%zz', `/designs?label=${'x'.repeat(20_000)}`])(
    'of %.20s names its request in a header as in its body, wherever it comes from',
    async (path) => {
      const answer = await fetch(`${api.url}${path}`);
      const { requestId } = (await answer.json()) as Problem;
      expect(answer.headers.get('x-request-id')).toBe(requestId);
    },
  );

  it('by the router has the headers that browsers go by, as all answers have', async () => {
    for (const path of ['/jobs/%zz', `/jobs/${'x'.repeat(200)}`]) {
      const { headers } = await fetch(`${api.url}${path}`);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });
});
