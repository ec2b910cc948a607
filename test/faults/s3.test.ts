import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CheckpointManifest } from '../../src/contracts/checkpoint.js';
import { S3Store } from '../../src/storage/s3-store.js';
import { Cluster, tiny, untilEnded, untilEvent, uploadGarments } from '../support/cluster.js';
import { type Fault, type FaultyProxy, startFaultyProxy } from '../support/faulty-proxy.js';
import { type S3Server, startS3 } from '../support/s3-server.js';

const MEGABYTE = 1024 ** 2;
const LARGE = 9 * MEGABYTE;

const faults: Fault[] = [
  'error',
  'error in place of the answer',
  'reset',
  'answer lost',
  'request cut',
  'answer cut',
  'silence',
];

let s3: S3Server;
let proxy: FaultyProxy;
beforeAll(async () => {
  s3 = await startS3();
  proxy = await startFaultyProxy(s3.port);
});
beforeEach(() => {
  proxy.fault = () => undefined;
});
afterAll(async () => {
  await proxy?.close();
  await s3?.stop();
});

/** A store of a test's own through the proxy, and the same past it. */
function storesAt(prefix: string, attempts = 6): { store: S3Store; direct: S3Store } {
  return {
    store: new S3Store(s3.location(prefix, proxy.port), { attempts, connectMs: 500, idleMs: 300 }),
    direct: new S3Store(s3.location(prefix)),
  };
}

/** Every request that is looked for fails in this way, but not when it is sent again. */
function failFirst(fault: Fault, wanted: (method: string, url: string) => boolean = () => true): void {
  const failed = new Set<string>();
  proxy.fault = ({ method = '', url = '' }) => {
    const which = `${method} ${url}`;
    if (failed.has(which) || !wanted(method, url)) return undefined;
    failed.add(which);
    return fault;
  };
}

const digest = (bytes: Buffer | undefined) => bytes && createHash('sha256').update(bytes).digest('hex');

describe.each(faults)('a request to S3 that meets “%s”', (fault) => {
  it('is made again: objects are written, read, listed, locked and removed as ever', { timeout: 15_000 }, async () => {
    const { store, direct } = storesAt(`again-${faults.indexOf(fault)}`);
    const [small, large] = [randomBytes(100), randomBytes(LARGE)];
    failFirst(fault);
    const before = proxy.count;
    await store.put('small', small);
    await store.put('large', large);
    await store.put('stream', Readable.from([large.subarray(0, MEGABYTE), large.subarray(MEGABYTE)]));
    expect(await store.putNew('new', small)).toBe(true);
    expect(await store.putNew('new', large.subarray(0, 100))).toBe(false);
    expect(await store.get('small')).toEqual(small);
    expect(digest(await store.get('large'))).toBe(digest(large));
    expect(digest(await buffer((await store.getStream('stream')) as Readable))).toBe(digest(large));
    expect(await store.getRange('small', 10, 20)).toEqual(small.subarray(10, 30));
    expect(await store.exclusively('lock', async () => await store.size('large'))).toBe(LARGE);
    await store.put('folder/one', small);
    expect(await store.children('folder')).toEqual(['one']);
    await store.remove('folder');
    expect(await direct.list('folder')).toEqual([]);
    expect(proxy.count - before).toBeGreaterThan(10);
  });

  it('shows the old object or the new one, and never a part', { timeout: 15_000 }, async () => {
    const { store, direct } = storesAt(`replaced-${faults.indexOf(fault)}`);
    const states = [randomBytes(LARGE), randomBytes(LARGE)] as const;
    await direct.put('replaced', states[0]);
    failFirst(fault);
    let isDone = false;
    const writing = store.put('replaced', states[1]).finally(() => {
      isDone = true;
    });
    const seen = new Set<string | undefined>();
    while (!isDone) seen.add(digest(await direct.get('replaced')));
    await writing;
    expect(states.map(digest)).toEqual(expect.arrayContaining([...seen]));
    expect(digest(await direct.get('replaced'))).toBe(digest(states[1]));
  });
});

describe('a put that S3 never takes', () => {
  it.each([
    ['in one request', 100, (method: string) => method === 'PUT'],
    ['in parts', LARGE, (method: string, url: string) => method === 'PUT' && url.includes('partNumber=2')],
    ['at its completion', LARGE, (method: string, url: string) => method === 'POST' && url.includes('uploadId=')],
  ])(
    'fails with a code, leaves the old object, and nothing else (%s)',
    { timeout: 15_000 },
    async (title, bytes, fails) => {
      const { store, direct } = storesAt(`never-${bytes}-${title.length}`, 2);
      await direct.put('never', Buffer.from('old'));
      proxy.fault = ({ method = '', url = '' }) => (fails(method, url) ? 'error' : undefined);
      await expect(store.put('never', randomBytes(bytes))).rejects.toMatchObject({ code: 'storage_unavailable' });
      expect(String(await direct.get('never'))).toBe('old');
      for await (const { name } of direct.unfinished()) throw new Error(`${name} was left`);
    },
  );
});

describe('jobs whose store is in S3', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.start();
  });
  afterAll(() => cluster?.remove());

  const hyperparameters = { ...tiny, numEpochs: 20, checkpointEvery: 10, sampleEvery: 20 };

  it('train to the same weights through errors, resets and lost answers, and are paused while S3 is away', async () => {
    const environment = {
      ...s3.environment('jobs', proxy.port),
      S3_LINK_ENDPOINT: `http://127.0.0.1:${s3.port}`,
    };
    const { client, url } = await cluster.api(environment);
    await cluster.worker(environment);
    const dataset = await uploadGarments(url, 16);
    const weightsOf = async (id: string) => {
      const { items } = JSON.parse(String(await client.bytes(`/jobs/${id}/checkpoints`)));
      const { step, weights } = (items as CheckpointManifest[]).at(-1) as CheckpointManifest;
      const path = `/jobs/${id}/checkpoints/${step}/weights.safetensors`;
      // The answer is a redirect past the API, and here past the faults.
      const { status, headers } = await fetch(url + path, { redirect: 'manual' });
      expect([status, headers.get('location')?.split('/')[2]]).toEqual([302, `127.0.0.1:${s3.port}`]);
      const bytes = await client.bytes(path);
      expect(digest(bytes)).toBe(weights.sha256);
      // The header names the job; the tensors after it are what must be equal.
      return digest(bytes.subarray(8 + Number(bytes.readBigUInt64LE(0))));
    };
    const straight = await client.createJob({ dataset: dataset.id, hyperparameters });
    expect((await untilEnded(client, straight.id)).state).toBe('succeeded');
    const expected = await weightsOf(straight.id);

    const random = xoroshiro128plus(999);
    const likely = faults.filter((fault) => fault !== 'silence');
    proxy.fault = () => {
      const drawn = (random.next() >>> 0) % (3 * likely.length);
      return likely[drawn];
    };
    const before = proxy.count;
    const faulty = await client.createJob({ dataset: dataset.id, hyperparameters });
    expect((await untilEnded(client, faulty.id)).state).toBe('succeeded');
    expect(proxy.count - before).toBeGreaterThan(5);
    proxy.fault = () => undefined;
    expect(await weightsOf(faulty.id)).toBe(expected);
    expect((await client.bytes('/generate', { job: faulty.id, seed: 1 })).subarray(1, 4).toString()).toBe('PNG');

    const job = await client.createJob({ dataset: dataset.id, hyperparameters });
    await untilEvent(client, job.id, ({ type }) => type === 'checkpoint');
    proxy.fault = () => 'error';
    await untilEvent(client, job.id, ({ type, data }) => type === 'state' && data.state === 'paused');
    expect(await client.job(job.id)).toMatchObject({ state: 'paused', pauseReason: 'storage' });
    proxy.fault = () => undefined;
    expect((await untilEnded(client, job.id)).state).toBe('succeeded');
    expect(await weightsOf(job.id)).toBe(expected);
  });
});
