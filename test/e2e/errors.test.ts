import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/contracts/dataset.js';
import type { JobEvent } from '../../src/contracts/event.js';
import type { Problem } from '../../src/contracts/problem.js';
import { Client } from '../support/client.js';
import { garmentZip, uploadOf } from '../support/garment-photos.js';
import { type Service, startService } from '../support/service.js';

let service: Service;
let dataset: Dataset;

beforeAll(async () => {
  service = await startService();
  const body = uploadOf('garments', await garmentZip(16));
  dataset = (await (await fetch(`${service.url}/datasets`, { method: 'POST', body })).json()) as Dataset;
});

afterAll(() => service?.remove());

async function post(path: string, body: unknown): Promise<{ status: number; problem: Problem; type: string | null }> {
  const response = await fetch(`${service.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const problem = (await response.json()) as Problem;
  return { status: response.status, problem, type: response.headers.get('content-type') };
}

describe('a wrong request', () => {
  it('is told every wrong field, the reason and the nearest known name', async () => {
    const hyperparameters = { batch_size: 16, ngf: 'many', imageSize: 65 };
    const { status, problem, type } = await post('/jobs', { dataset: dataset.id, hyperparameters });
    expect(status).toBe(422);
    expect(type).toContain('application/problem+json');
    expect(problem.code).toBe('validation_failed');
    expect(problem.errors?.map(({ field }) => field).sort()).toEqual([
      'hyperparameters.batch_size',
      'hyperparameters.imageSize',
      'hyperparameters.ngf',
    ]);
    expect(problem.errors?.find(({ field }) => field.endsWith('batch_size'))?.didYouMean).toBe('batchSize');
  });

  it('for more devices than any worker has is told what each has', async () => {
    const hyperparameters = { ngpu: Math.min(64, availableParallelism() + 1) };
    const { status, problem } = await post('/jobs', { dataset: dataset.id, hyperparameters });
    expect({ status, code: problem.code }).toEqual({ status: 422, code: 'too_many_devices' });
    expect(problem.errors).toHaveLength(1);
    expect(problem.errors?.[0]?.field).toBe('hyperparameters.ngpu');
    expect(problem.errors?.[0]?.reason).toMatch(/-\d+ has \d+ (CPU cores? and no GPU|GPUs?)$/);
  });

  it.each([
    ['/jobs', { dataset: 'ds_000000000000000000000000' }, 404, 'dataset_not_found'],
    ['/generate', { job: 'job_00000000000000000000000000' }, 404, 'job_not_found'],
    ['/generate', { checkpoint: '../../etc/passwd' }, 404, 'checkpoint_not_found'],
    ['/generate', {}, 422, 'validation_failed'],
    ['/generate', { job: 'x', checkpoint: 'y' }, 422, 'validation_failed'],
    ['/generate', { job: 'x', count: 2, format: 'png' }, 422, 'validation_failed'],
    ['/nowhere', {}, 404, 'not_found'],
  ])('%s %j is answered with its code', async (path, body, status, code) => {
    const answer = await post(path, body);
    expect(answer).toMatchObject({ status, problem: { status, code } });
  });

  it('that is not JSON is a 400 without a stack', async () => {
    const response = await fetch(`${service.url}/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"dataset":',
    });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toMatch(/\bat .*\.js/);
  });

  it.each(['the start of one', 'no zip at all'])('with a damaged zip (%s) is told so', async (what) => {
    const zip = await garmentZip(4);
    const bytes = what === 'no zip at all' ? Buffer.from('not a zip') : zip.subarray(0, zip.length / 2);
    const body = uploadOf('damaged', bytes);
    const response = await fetch(`${service.url}/datasets`, { method: 'POST', body });
    expect(response.status).toBe(422);
    expect(((await response.json()) as Problem).code).toBe('archive_invalid');
  });
});

describe('a long job', () => {
  it('can be cancelled while it trains, says so once, and its dataset is kept from deletion until then', async () => {
    const client = new Client(service.url);
    const job = await client.createJob({
      dataset: dataset.id,
      hyperparameters: { numEpochs: 10_000, batchSize: 16, ngf: 8, ndf: 8 },
    });
    const states: string[] = [];
    let asked = false;
    const ended = await client.watch(job.id, (event: JobEvent) => {
      if (event.type === 'state') states.push(event.data.state);
      if (event.type !== 'step' || asked) return;
      asked = true;
      void fetch(`${service.url}/datasets/${dataset.id}`, { method: 'DELETE' })
        .then(({ status }) => expect(status).toBe(409))
        .then(() => client.cancel(job.id));
    });
    expect(ended.state).toBe('cancelled');
    expect(states).toEqual(['queued', 'running', 'cancelling', 'cancelled']);
    await expect(client.cancel(job.id)).rejects.toThrow('job_state_conflict');
  });

  it('that has no checkpoint yet says where it stands', async () => {
    const client = new Client(service.url);
    const job = await client.createJob({ dataset: dataset.id, hyperparameters: { numEpochs: 10_000, ngf: 8, ndf: 8 } });
    const { status, problem } = await post('/generate', { job: job.id });
    expect(status).toBe(409);
    expect(problem.code).toBe('no_checkpoint_yet');
    expect(problem.detail).toMatch(/step \d+ of 10000/);
    await client.cancel(job.id);
  });
});
