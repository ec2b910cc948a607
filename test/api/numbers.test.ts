import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Problem } from '../../src/contracts/problem.js';
import { type Api, runningJob, startApi } from '../support/api.js';

let api: Api;
let job: string;
beforeAll(async () => {
  api = await startApi();
  job = await runningJob(api.jobs);
});
afterAll(() => api?.remove());

it.each(['', ' ', '%20', '0x10', '1e2', '5.', '+5', '5.5', 'Infinity', 'null', '١'])(
  'a number in an address is digits: %j is none',
  async (text) => {
    for (const path of ['jobs?limit=', `jobs/${job}/events?cursor=`, `jobs/${job}/metrics?points=`]) {
      const answer = await fetch(`${api.url}/${path}${text}`);
      expect([path, answer.status]).toEqual([path, 422]);
      expect((await answer.json()) as Problem).toMatchObject({ code: 'validation_failed' });
    }
  },
);

it('so it is in a header', async () => {
  const headers = { accept: 'text/event-stream', 'last-event-id': '' };
  const answer = await fetch(`${api.url}/jobs/${job}/stream`, { headers });
  await answer.body?.cancel();
  expect(answer.status).toBe(422);
});
