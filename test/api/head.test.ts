import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importDataset } from '../../src/datasets/import.js';
import { zipFiles } from '../../src/datasets/zip-source.js';
import { type Api, logSteps, runningJob, startApi } from '../support/api.js';
import { registerCheckpoint } from '../support/fake-checkpoints.js';
import { garmentZip } from '../support/garment-photos.js';
import { metricsAt } from '../support/scraped-metrics.js';

let api: Api;
const ids = { job: '', dataset: '', checkpoint: '' };

/** There is no worker, and neither the grid nor the photos are in the store any more: what needs one of them fails. */
beforeAll(async () => {
  api = await startApi();
  const zip = join(api.store.root, '../photos.zip');
  await writeFile(zip, await garmentZip(4));
  ids.dataset = (await importDataset(api.store, zipFiles(zip), { name: 'garments' })).dataset.id;
  await api.store.remove('blobs');
  ids.job = await runningJob(api.jobs);
  await logSteps(api.jobs, ids.job, 1, 10);
  ids.checkpoint = await registerCheckpoint(api.jobs, ids.job, 10, 1);
  await api.jobs.commit(ids.job, { from: ['running'], sample: 10 });
});
afterAll(() => api?.remove());

const ask = (method: string, path: string, headers: Record<string, string> = {}) =>
  fetch(`${api.url}${path.replace(/\{(\w+)\}/g, (_, name) => ids[name as keyof typeof ids])}`, { method, headers });
const recipe = () => encodeURIComponent(JSON.stringify({ checkpoint: ids.checkpoint, seed: 7 }));

describe('HEAD', () => {
  it('of a stream has its headers, and follows no job', async () => {
    const answer = await ask('HEAD', '/jobs/{job}/stream', { accept: 'text/event-stream' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect(answer.headers.get('content-length')).toBeNull();
    expect((await metricsAt(api.url)).of('atelier_stream_clients{transport="sse"}') ?? 0).toBe(0);
    expect((await ask('HEAD', '/jobs/job_none/stream')).status).toBe(404);
  });

  it.each([
    ['/jobs/{job}/metrics?format=csv', 'text/csv; charset=utf-8'],
    ['/jobs/{job}/metrics', 'application/json'],
    ['/jobs/{job}/loss.svg', 'image/svg+xml'],
    ['/jobs/{job}/loss.png', 'image/png'],
    ['/jobs/{job}/timelapse.webp', 'image/webp'],
    ['/jobs/{job}/timelapse.gif', 'image/gif'],
    ['/jobs/{job}/checkpoints/10/generator.onnx', 'application/octet-stream'],
    ['/datasets/{dataset}/preview.png', 'image/png'],
    ['/datasets/{dataset}/images/0/thumbnail.webp', 'image/webp'],
  ])('of %s has its headers, and nothing is read or made for it', async (path, type) => {
    const answer = await ask('HEAD', path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
    expect(answer.headers.get('content-length')).toBeNull();
  });

  it('of a recipe generates nothing', async () => {
    const path = `/generate?recipe=${recipe()}`;
    expect((await ask('GET', path)).status).toBe(503);
    const answer = await ask('HEAD', path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(answer.headers.get('x-atelier-seed')).toBe('7');
  });

  it.each([
    ['/jobs/{job}/checkpoints/10/weights.safetensors', 'checkpoint_damaged'],
    ['/jobs/job_none/metrics', 'job_not_found'],
    ['/jobs/job_none/timelapse.gif', 'job_not_found'],
    ['/datasets/{dataset}/images/9/thumbnail.webp', 'not_found'],
    ['/designs/design_1.png', 'design_not_found'],
  ])('of %s is refused as GET is', async (path, code) => {
    const refused = await ask('GET', path);
    expect(((await refused.json()) as { code: string }).code).toBe(code);
    expect((await ask('HEAD', path)).status).toBe(refused.status);
  });
});
