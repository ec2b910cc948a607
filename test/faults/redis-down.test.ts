import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderGarment } from '../../scripts/sample-garments/index.js';
import type { Problem } from '../../src/contracts/problem.js';
import { importDataset } from '../../src/datasets/import.js';
import type { SourceFile } from '../../src/datasets/source.js';
import { type Api, runningJob, startApi } from '../support/api.js';

let api: Api;
let id: string;
let dataset: string;

beforeAll(async () => {
  api = await startApi();
  id = await runningJob(api.jobs);
  dataset = (await importDataset(api.store, photo(), { name: 'garments' })).dataset.id;
});

afterAll(() => api?.remove());

async function* photo(): AsyncIterable<SourceFile> {
  yield { path: 'dress/1.jpg', bytes: () => renderGarment('dress', 1, 96) };
}

/** Every request that needs Redis. */
const requests: [method: 'GET' | 'POST', path: string, body?: object][] = [
  ['GET', '/jobs'],
  ['GET', '/jobs/ID'],
  ['GET', '/jobs/ID/events'],
  ['GET', '/jobs/ID/metrics'],
  ['GET', '/jobs/ID/metrics?format=csv'],
  ['GET', '/jobs/ID/loss.svg'],
  ['GET', '/jobs/ID/loss.png'],
  ['GET', '/jobs/ID/samples'],
  ['GET', '/jobs/ID/samples/1.png'],
  ['GET', '/jobs/ID/timelapse.webp'],
  ['GET', '/jobs/ID/timelapse.gif'],
  ['GET', '/jobs/ID/checkpoints'],
  ['GET', '/jobs/ID/checkpoints/1'],
  ['GET', '/jobs/ID/architecture'],
  ['GET', '/jobs/ID/stream'],
  ['GET', '/readyz'],
  ['POST', '/jobs/ID/cancel', {}],
  ['POST', '/generate', { job: 'ID' }],
  ['POST', '/jobs', { dataset: 'DATASET' }],
];

async function ask(method: string, path: string, body?: object): Promise<Response> {
  const json = body ? JSON.stringify(body).replace('DATASET', dataset).replace('ID', id) : undefined;
  return await fetch(`${api.url}${path.replace('ID', id)}`, {
    method,
    headers: {
      accept: path.endsWith('/stream') ? 'text/event-stream' : '*/*',
      ...(json ? { 'content-type': 'application/json' } : {}),
    },
    ...(json ? { body: json } : {}),
  });
}

async function expectUnavailable(method: string, path: string, body?: object): Promise<void> {
  const start = performance.now();
  const response = await ask(method, path, body);
  const problem = (await response.json()) as Problem;
  expect(performance.now() - start).toBeLessThan(1000);
  expect([response.status, problem.code]).toEqual([503, 'redis_unavailable']);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
}

/** Asks until there is an answer: ioredis tries to connect once a second. */
async function untilServed(): Promise<void> {
  while ((await ask('GET', '/jobs/ID')).status !== 200);
}

describe('while Redis is down', () => {
  it('every request that needs it is answered with 503 in under a second, and served again when it is back', async () => {
    await api.redis.stop();
    for (const [method, path, body] of requests) await expectUnavailable(method, path, body);
    expect((await fetch(`${api.url}/healthz`)).status).toBe(200);

    await api.startRedis();
    await untilServed();
    for (const [method, path, body] of requests) {
      const response = await ask(method, path, body);
      await response.body?.cancel();
      expect([path, response.status === 503 && path !== '/generate']).toEqual([path, false]);
    }
  });
});

describe('while Redis hangs', () => {
  it('requests are answered with 503 in under a second, and served again when it goes on', async () => {
    const pid = Number(/process_id:(\d+)/.exec(await api.jobs.redis.info('server'))?.[1]);
    process.kill(pid, 'SIGSTOP');
    try {
      for (const [method, path, body] of requests.slice(0, 3)) await expectUnavailable(method, path, body);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await untilServed();
  });
});
