import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../src/contracts/job.js';
import type { Model } from '../../src/contracts/model.js';
import type { Problem } from '../../src/contracts/problem.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { type ApiProcess, Cluster, tiny, untilEnded, uploadGarments } from '../support/cluster.js';

const run = promisify(execFile);

let cluster: Cluster;
let api: ApiProcess;
let job: Job;
/** Ids of the job's checkpoints, oldest first. */
let checkpoints: string[];

beforeAll(async () => {
  cluster = await Cluster.start();
  api = await cluster.api();
  await cluster.worker();
  const { id: dataset } = await uploadGarments(api.url, 16);
  const hyperparameters = { ...tiny, numEpochs: 3, checkpointEvery: 4, keepCheckpoints: 3 };
  job = await api.client.createJob({ dataset, hyperparameters });
  await untilEnded(api.client, job.id);
  const { items } = JSON.parse(String(await api.client.bytes(`/jobs/${job.id}/checkpoints`))) as {
    items: { id: string }[];
  };
  checkpoints = items.map(({ id }) => id);
  expect(checkpoints).toHaveLength(3);
});
afterAll(() => cluster?.remove());

async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${api.url}${path}`, {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = (text === '' ? {} : JSON.parse(text)) as Model & Problem;
  return { status: response.status, json, etag: response.headers.get('etag') };
}

describe('PUT /models/{name}', () => {
  it('creates a model, makes its next version, rolls it back, and tells each by its ETag', async () => {
    const [first, second] = checkpoints;
    const metadata = { season: 'autumn' };
    const created = await ask('PUT', '/models/spring', { checkpoint: first, by: 'ada', metadata });
    expect(created).toMatchObject({ status: 201, etag: '"1"', json: { name: 'spring', checkpoint: first, metadata } });
    expect(await ask('PUT', '/models/spring', { checkpoint: second })).toMatchObject({ status: 200, etag: '"2"' });
    const back = await ask('PUT', '/models/spring', { version: 1, by: 'ben' });
    expect(back).toMatchObject({ status: 200, etag: '"3"', json: { checkpoint: first, restores: 1, by: 'ben' } });
    const shown = await ask('GET', '/models/spring');
    expect(shown).toMatchObject({ status: 200, etag: '"3"' });
    expect(shown.json).toEqual(back.json);
    expect(shown.json.versions.map(({ version, checkpoint, by }) => ({ version, checkpoint, by }))).toEqual([
      { version: 3, checkpoint: first, by: 'ben' },
      { version: 2, checkpoint: second, by: null },
      { version: 1, checkpoint: first, by: 'ada' },
    ]);
    const latest = await ask('PUT', '/models/spring', { job: job.id });
    expect(latest.json.checkpoint).toBe(checkpoints.at(-1));
  });

  it('changes only the version that If-Match names, and with If-None-Match none that exists', async () => {
    const [first, second] = checkpoints;
    const absent = { 'if-none-match': '*' };
    expect((await ask('PUT', '/models/exact', { checkpoint: first }, { 'if-match': '*' })).status).toBe(412);
    expect((await ask('PUT', '/models/exact', { checkpoint: first }, absent)).status).toBe(201);
    expect((await ask('PUT', '/models/exact', { checkpoint: second }, absent)).json.code).toBe('precondition_failed');
    const late = await ask('PUT', '/models/exact', { checkpoint: second }, { 'if-match': '"7", W/"1"' });
    expect(late).toMatchObject({ status: 412, json: { detail: 'Model exact is at version 1.' } });
    expect((await ask('PUT', '/models/exact', { checkpoint: second }, { 'if-match': '"7", "1"' })).status).toBe(200);
    expect((await ask('DELETE', '/models/exact', undefined, { 'if-match': '"1"' })).status).toBe(412);
    expect((await ask('DELETE', '/models/exact', undefined, { 'if-match': '"2"' })).status).toBe(204);
    expect((await ask('GET', '/models/exact')).json.code).toBe('model_not_found');
  });

  it.each([
    ['UPPER', { checkpoint: 'job_00000000000000000000000000.1' }, 422, 'validation_failed'],
    ['..%2F..%2Fetc', { checkpoint: 'job_00000000000000000000000000.1' }, 422, 'validation_failed'],
    ['wrong', {}, 422, 'validation_failed'],
    ['wrong', { checkpoint: 'job_00000000000000000000000000.1', version: 1 }, 422, 'validation_failed'],
    ['wrong', { checkpoint: 'job_00000000000000000000000000.1' }, 404, 'checkpoint_not_found'],
    ['wrong', { checkpoint: '../../etc/passwd' }, 404, 'checkpoint_not_found'],
    ['wrong', { job: 'job_00000000000000000000000000' }, 404, 'job_not_found'],
    ['wrong', { version: 1 }, 404, 'model_not_found'],
  ])('refuses %s %o with %i %s', async (name, body, status, code) => {
    expect(await ask('PUT', `/models/${name}`, body)).toMatchObject({ status, json: { code } });
    expect((await ask('GET', '/models/wrong')).status).toBe(404);
  });
});

it('models are listed by name, a page at a time', async () => {
  for (const name of ['list-c', 'list-a', 'list-b']) await ask('PUT', `/models/${name}`, { job: job.id });
  const names: string[] = [];
  let cursor = 'list-';
  do {
    const page = (await ask('GET', `/models?limit=2&cursor=${cursor}`)).json as unknown as {
      items: { name: string }[];
      nextCursor: string | null;
    };
    names.push(...page.items.map(({ name }) => name));
    cursor = page.nextCursor ?? '';
  } while (cursor);
  expect(names.filter((name) => name.startsWith('list-'))).toEqual(['list-a', 'list-b', 'list-c']);
});

it('a job can’t be deleted while a model holds one of its checkpoints', async () => {
  await ask('PUT', '/models/holder', { job: job.id });
  expect(await ask('DELETE', `/jobs/${job.id}`)).toMatchObject({ status: 409, json: { code: 'checkpoint_in_use' } });
});

it('/generate by a model’s name switches under load without a failed request', async () => {
  const designOf = async (source: object) => {
    const response = await fetch(`${api.url}/generate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...source, seed: 5 }),
    });
    const png = Buffer.from(await response.arrayBuffer()).toString('base64');
    return { status: response.status, checkpoint: response.headers.get('x-atelier-checkpoint'), png };
  };
  const expected = new Map<string | null, string>();
  for (const checkpoint of checkpoints) expected.set(checkpoint, (await designOf({ checkpoint })).png);
  expect(new Set(expected.values()).size).toBe(checkpoints.length);

  await ask('PUT', '/models/switched', { checkpoint: checkpoints[0] });
  let isSwitching = true;
  const client = async () => {
    const seen = new Set<string | null>();
    while (isSwitching) {
      const { status, checkpoint, png } = await designOf({ model: 'switched' });
      expect(status).toBe(200);
      expect(png).toBe(expected.get(checkpoint));
      seen.add(checkpoint);
    }
    return seen;
  };
  const clients = Array.from({ length: 8 }, client);
  for (let i = 1; i <= 30; i++) {
    const checkpoint = checkpoints[i % checkpoints.length];
    await ask('PUT', '/models/switched', { checkpoint });
    // A request that begins after the switch has the new checkpoint.
    expect((await designOf({ model: 'switched' })).checkpoint).toBe(checkpoint);
  }
  isSwitching = false;
  const seen = (await Promise.all(clients)).flatMap((each) => [...each]);
  expect(new Set(seen)).toEqual(new Set(checkpoints));
});

it('a copy that the API could not keep is kept by a worker', async () => {
  const store = new DiskStore(`${cluster.dataFolder}/store`);
  await ask('PUT', '/models/copied', { job: job.id });
  await store.remove('models/copied');
  await cluster.connection.sadd('atelier:models-uncopied', 'copied');
  const copied = async () => (await cluster.connection.sismember('atelier:models-uncopied', 'copied')) === 0;
  await expect.poll(copied, { timeout: 30_000 }).toBe(true);
  expect(await store.children('models/copied')).toEqual(['1.json']);
});

it('the command line points models, shows them and rolls them back', async () => {
  const atelier = async (...args: string[]) =>
    (await run(process.execPath, ['bin/atelier.js', 'models', ...args, '--url', api.url])).stdout.trim();
  const [first, second] = checkpoints;
  expect(await atelier('set', 'cli', first as string, '--by', 'ada')).toMatch(`cli 1 ${first}`);
  expect(await atelier('set', 'cli', second as string)).toMatch(`cli 2 ${second}`);
  expect(await atelier('roll-back', 'cli')).toMatch(`cli 3 ${first}`);
  expect((await atelier('show', 'cli')).split('\n').map((line) => line.split(' ')[0])).toEqual(['3', '2', '1']);
  expect(await atelier('list')).toContain(`cli 3 ${first}`);
  expect(await atelier('delete', 'cli')).toBe('cli deleted');
});
