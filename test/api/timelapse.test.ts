import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodePng } from '../../src/images/png.js';
import { shownFrames } from '../../src/images/timelapse.js';
import { type Api, runningJob, startApi } from '../support/api.js';
import { upTo } from '../support/stream-client.js';

const GRIDS = 1_000;

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.remove());

it('a timelapse of very many grids reads no more of them than it shows', async () => {
  const job = await runningJob(api.jobs);
  await Promise.all(upTo(GRIDS).map((step) => api.jobs.commit(job, { from: ['running'], sample: step })));
  const png = await encodePng({ data: new Uint8Array(64), width: 8, height: 8, channels: 1 });
  // Were another one read, it would be missing.
  for (const step of shownFrames(upTo(GRIDS))) await api.store.put(`jobs/${job}/samples/${step}.png`, png);
  expect((await fetch(`${api.url}/jobs/${job}/timelapse.gif`)).status).toBe(200);
});
