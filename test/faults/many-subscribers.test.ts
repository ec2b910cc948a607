import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, endJob, logEvent, logSteps, runningJob, startApi, stepEvent } from '../support/api.js';
import { StreamClient, upTo } from '../support/stream-client.js';

/** `npm run bench -- fanout` has ten thousand, and measures how soon they hear. */
const SUBSCRIBERS = 500;

let api: Api;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api?.remove());

describe('many subscribers of one job', () => {
  it('all get all, whether they come before the events, between them or after', async () => {
    const id = await runningJob(api.jobs);
    const subscribe = () =>
      Array.from({ length: SUBSCRIBERS / 2 }, () => new StreamClient(`${api.webSocketUrl}/jobs/${id}/stream`));
    const early = subscribe();
    await logSteps(api.jobs, id, 1, 50);
    const late = subscribe();
    for (let step = 51; step <= 100; step++) await logEvent(api.jobs, id, stepEvent(step));
    const last = await endJob(api.jobs, id);
    for (const client of [...early, ...late]) {
      expect(await client.closed).toBe(1000);
      expect(client.events.map(({ seq }) => seq)).toEqual(upTo(last));
    }
  });
});
