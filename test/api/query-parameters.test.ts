import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Problem } from '../../src/contracts/problem.js';
import { type Api, runningJob, startApi } from '../support/api.js';
import { operationsOf } from '../support/keys.js';

let api: Api;
let job: string;
beforeAll(async () => {
  api = await startApi();
  job = await runningJob(api.jobs);
});
afterAll(() => api?.remove());

async function refusal(path: string, init: RequestInit = {}): Promise<{ status: number; errors: unknown }> {
  const answer = await fetch(`${api.url}${path}`, init);
  return { status: answer.status, errors: ((await answer.json()) as Problem).errors };
}

describe('a query parameter that a route does not know', () => {
  it('is refused with the nearest known name', async () => {
    expect(await refusal('/jobs?status=failed')).toEqual({
      status: 422,
      errors: [{ field: 'status', reason: 'unknown query parameter; did you mean state?', didYouMean: 'state' }],
    });
    expect(await refusal('/designs?stared=true&limt=5')).toMatchObject({
      errors: [{ didYouMean: 'starred' }, { didYouMean: 'limit' }],
    });
  });

  it('is refused with all known names where none is near', async () => {
    expect((await refusal('/datasets?organisation=1')).errors).toEqual([
      { field: 'organisation', reason: 'unknown query parameter; known are limit, cursor' },
    ]);
    expect((await refusal(`/jobs/${job}?verbose=1`)).errors).toEqual([
      { field: 'verbose', reason: 'unknown query parameter; none is known here' },
    ]);
  });

  it('is refused on every route, whatever it is called', async () => {
    const operations = await operationsOf(api.url);
    expect(operations.length).toBeGreaterThan(50);
    for (const { method, path } of operations) {
      for (const name of ['_', 'utm_source', '__proto__', 'constructor']) {
        const { status, errors } = await refusal(`${path.replace(/\{\w+\}/g, '12345678')}?${name}=1`, { method });
        expect([method, path, name, status]).toEqual([method, path, name, 422]);
        // What is wrong with a body is told first.
        if (!['get', 'delete'].includes(method.toLowerCase())) continue;
        expect(errors).toContainEqual(expect.objectContaining({ field: name }));
      }
    }
  });

  it('is refused by HEAD as by GET', async () => {
    expect((await fetch(`${api.url}/jobs?status=failed`, { method: 'HEAD' })).status).toBe(422);
  });

  it('closes a WebSocket with its name', async () => {
    const socket = new WebSocket(`${api.webSocketUrl}/jobs/${job}/stream?since=4`);
    const [code, reason] = await once(socket, 'close');
    expect([code, String(reason)]).toEqual([4400, expect.stringContaining('since: unknown query parameter')]);
  });

  it('is no matter to the pages of the reference, which are linked to from anywhere', async () => {
    expect((await fetch(`${api.url}/docs?utm_source=mail`)).status).toBe(200);
  });
});
