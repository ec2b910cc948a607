import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/contracts/dataset.js';
import type { Problem } from '../../src/contracts/problem.js';
import { Client } from '../support/client.js';
import { garmentZip, uploadOf } from '../support/garment-photos.js';
import { type Service, startService } from '../support/service.js';

const hyperparameters = { imageSize: 32, batchSize: 4, ngf: 4, ndf: 4, nz: 8, numEpochs: 1 };

let service: Service;
let client: Client;
let job: string;

beforeAll(async () => {
  service = await startService();
  client = new Client(service.url);
  const body = uploadOf('garments', await garmentZip(4));
  const dataset = (await (await fetch(`${service.url}/datasets`, { method: 'POST', body })).json()) as Dataset;
  job = (await client.createJob({ dataset: dataset.id, hyperparameters })).id;
  await client.watch(job, () => {});
});

afterAll(() => service?.remove());

interface Answer {
  readonly status: number;
  readonly seconds: number;
  readonly problem: Problem | undefined;
  readonly retryAfter: string | null;
}

/** Sends one request so many times at once. */
async function flood(times: number, path: string, body?: object): Promise<Answer[]> {
  const init = body
    ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    : {};
  return await Promise.all(
    Array.from({ length: times }, async () => {
      const start = performance.now();
      const response = await fetch(`${service.url}${path}`, init);
      const bytes = Buffer.from(await response.arrayBuffer());
      return {
        status: response.status,
        seconds: (performance.now() - start) / 1000,
        problem: response.ok ? undefined : (JSON.parse(String(bytes)) as Problem),
        retryAfter: response.headers.get('retry-after'),
      };
    }),
  );
}

function expectShed(answers: readonly Answer[], maxSeconds: number): void {
  const accepted = answers.filter(({ status }) => status === 200);
  const refused = answers.filter(({ status }) => status !== 200);
  expect(accepted.length).toBeGreaterThan(0);
  expect(refused.length).toBeGreaterThan(0);
  expect(Math.max(...accepted.map(({ seconds }) => seconds))).toBeLessThan(maxSeconds);
  for (const { status, problem, retryAfter } of refused) {
    expect([status, problem?.code]).toEqual([503, 'overloaded']);
    expect(Number(retryAfter)).toBeGreaterThan(0);
  }
}

describe('more requests than the service can take', () => {
  it('are refused with when to come back, and those that are taken are answered soon', async () => {
    expectShed(await flood(1_000, `/jobs/${job}/timelapse.webp`), 30);
    expect((await fetch(`${service.url}/jobs/${job}/timelapse.webp`)).status).toBe(200);
  });

  it('for designs are refused with when to come back, and those that are taken are made', async () => {
    expectShed(await flood(40, '/generate', { job, count: 256, format: 'grid' }), 60);
    expect((await client.bytes('/generate', { job })).length).toBeGreaterThan(0);
  });
});
