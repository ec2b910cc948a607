import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Atelier, type Job } from '../../clients/typescript/src/index.js';
import type { Dataset } from '../../src/contracts/dataset.js';
import { startApi } from '../support/api.js';
import { Cluster } from '../support/cluster.js';
import { type FaultyProxy, startFaultyProxy } from '../support/faulty-proxy.js';
import { garmentZip } from '../support/garment-photos.js';
import { createKey } from '../support/keys.js';

let cluster: Cluster;
let proxy: FaultyProxy;
let client: Atelier;
let dataset: Dataset;
let photos: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  cluster = await Cluster.start();
  proxy = await startFaultyProxy(Number(new URL((await cluster.api()).url).port));
  client = new Atelier({ url: `http://127.0.0.1:${proxy.port}` });
  photos = new Uint8Array(await garmentZip(4));
  dataset = await client.datasets.upload([{ name: 'photos.zip', data: photos }]);
});
afterAll(async () => {
  await proxy?.close();
  await cluster?.remove();
});
beforeEach(() => {
  proxy.fault = () => undefined;
  proxy.count = 0;
});

/** From now on, each request has the first of these faults that none had yet. */
function next(...faults: ReturnType<FaultyProxy['fault']>[]): void {
  proxy.fault = () => faults.shift();
}

async function jobs(): Promise<Job[]> {
  const found: Job[] = [];
  for await (const job of client.jobs.list()) found.push(job);
  return found;
}

describe('the client', () => {
  it('asks again where a connection was lost', async () => {
    next('reset', 'answer lost', 'request cut');
    expect(await client.datasets.get(dataset.id)).toMatchObject({ id: dataset.id });
    expect(proxy.count).toBe(3);
  });

  it('makes one job, whatever becomes of the first answers', async () => {
    next('answer lost', 'reset', 'answer lost');
    const job = await client.jobs.create({ dataset: dataset.id });
    expect(proxy.count).toBe(3);
    expect((await jobs()).map(({ id }) => id)).toEqual([job.id]);
    next('answer lost');
    expect(await client.jobs.pause(job.id)).toMatchObject({ state: 'paused' });
    await client.jobs.cancel(job.id);
  });

  it('uploads again what was cut off', async () => {
    next('request cut', 'answer lost');
    expect(await client.datasets.upload([{ name: 'photos.zip', data: photos }])).toMatchObject({ id: dataset.id });
    expect(proxy.count).toBe(2);
  });

  it('does not do again what may have been done', async () => {
    const { id } = await client.jobs.create({ dataset: dataset.id });
    await client.jobs.cancel(id);
    next('answer lost');
    await expect(client.jobs.delete(id)).rejects.toMatchObject({ name: 'ConnectionError' });
    next('answer lost');
    await expect(client.generate({ job: id })).rejects.toMatchObject({ name: 'ConnectionError' });
    next('answer lost');
    const put = client.models.put('spring', { job: id }, { ifAbsent: true });
    await expect(put).rejects.toMatchObject({ name: 'ConnectionError' });
    expect(proxy.count).toBe(3);
  });

  it('gives up after its tries, and at once on a failure that is none of a proxy', async () => {
    const impatient = new Atelier({ url: `http://127.0.0.1:${proxy.port}`, retries: 1 });
    next('reset', 'reset', 'reset');
    await expect(impatient.jobs.get('job_none')).rejects.toMatchObject({ name: 'ConnectionError' });
    expect(proxy.count).toBe(2);
    next('error');
    await expect(client.jobs.get('job_none')).rejects.toMatchObject({ code: 'unknown', status: 500 });
  });

  it('ends a call, and the wait before a further try, with the reason of its signal', async () => {
    const reason = new Error('no time');
    const controller = new AbortController();
    proxy.fault = () => {
      setImmediate(() => controller.abort(reason));
      return 'reset';
    };
    await expect(client.jobs.get('job_none', { signal: controller.signal })).rejects.toBe(reason);
  });

  it('waits as long as the service says while Redis is away', async () => {
    const api = await startApi();
    const direct = new Atelier({ url: api.url });
    await api.redis.stop();
    const listed = direct.jobs.list().next();
    const created = expect(direct.jobs.create({ dataset: 'ds_none' })).rejects.toMatchObject({
      code: 'dataset_not_found',
    });
    const refused = await fetch(`${api.url}/jobs`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
    const redis = await api.startRedis();
    try {
      expect(await listed).toEqual({ done: true, value: undefined });
      await created;
    } finally {
      await redis.stop();
      await api.remove();
    }
  });

  it('tells at once what takes too long to wait for', async () => {
    const limited = await startApi({ REQUESTS_PER_MINUTE: '1' });
    try {
      const { key } = await createKey(limited.url, ['read']);
      const keyed = new Atelier({ url: limited.url, apiKey: key, longestWait: 0 });
      for await (const _ of keyed.jobs.list());
      await expect(keyed.jobs.list().next()).rejects.toMatchObject({
        code: 'rate_limited',
        status: 429,
        retryAfterSeconds: expect.any(Number),
      });
    } finally {
      await limited.remove();
    }
  });
});
