import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Design } from '../../src/contracts/design.js';
import type { Job } from '../../src/contracts/job.js';
import type { Problem } from '../../src/contracts/problem.js';
import { zipFiles } from '../../src/datasets/zip-source.js';
import { libraryBase, libraryKeys } from '../../src/redis/keys.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { type ApiProcess, Cluster, tiny, untilEnded, uploadGarments } from '../support/cluster.js';

const library = libraryKeys(libraryBase('default'));

let cluster: Cluster;
let api: ApiProcess;
let store: DiskStore;
let dataset: string;
let job: Job;

const trained = async () => {
  const { id } = await api.client.createJob({ dataset, hyperparameters: { ...tiny, numEpochs: 1 } });
  return await untilEnded(api.client, id);
};

beforeAll(async () => {
  cluster = await Cluster.start();
  store = new DiskStore(`${cluster.dataFolder}/store`);
  api = await cluster.api();
  await cluster.worker();
  dataset = (await uploadGarments(api.url, 16)).id;
  job = await trained();
});
afterAll(() => cluster?.remove());

async function ask(method: string, path: string, body?: unknown) {
  const response = await fetch(`${api.url}${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const json = () => JSON.parse(String(bytes)) as Design & Problem & { items: Design[]; nextCursor: string | null };
  return { status: response.status, headers: response.headers, bytes, json };
}

/** Makes designs. @returns the id of the first */
async function made(body: object): Promise<{ id: string; bytes: Buffer }> {
  const { status, headers, bytes } = await ask('POST', '/generate', body);
  expect(status).toBe(200);
  return { id: headers.get('x-atelier-design') ?? '', bytes };
}

/** Resolves when the pixels of a design's request are in the store. */
async function untilKept(id: string): Promise<void> {
  const key = library.designRequest(id.split('_')[1] as string);
  await expect.poll(() => cluster.connection.hget(key, 'part:0'), { timeout: 30_000 }).not.toBeNull();
}

async function unzipped(zip: Buffer): Promise<Map<string, Buffer>> {
  const file = join(cluster.dataFolder, 'designs.zip');
  await writeFile(file, zip);
  const files = new Map<string, Buffer>();
  for await (const { path, bytes } of zipFiles(file)) files.set(path, await bytes());
  return files;
}

describe('a design that was made', () => {
  it('is in the gallery with its recipe, which makes the same bytes again', async () => {
    const { id, bytes } = await made({ job: job.id, seed: 5, truncation: 0.7 });
    const shown = (await ask('GET', `/designs/${id}`)).json();
    expect(shown).toMatchObject({ id, job: job.id, seed: 5, model: null, starred: false, tags: [] });
    expect(shown.recipe).toEqual({ checkpoint: shown.checkpoint, seed: 5, truncation: 0.7 });
    const kept = await ask('GET', shown.url);
    expect(kept.headers.get('content-type')).toBe('image/png');
    expect(kept.bytes.equals(bytes)).toBe(true);
    const { comments } = await sharp(bytes).metadata();
    expect(comments?.map(({ keyword, text }) => [keyword, JSON.parse(text)])).toEqual([
      ['atelier-recipe', shown.recipe],
    ]);
    expect((await made(shown.recipe)).bytes.equals(bytes)).toBe(true);
  });

  it.each([
    { latents: Array.from({ length: tiny.nz }, (_, i) => i / 8 - 0.5) },
    { interpolate: { between: [1, { seed: 2, truncation: 0.5 }], frames: 3 }, format: 'zip' },
    { variations: { of: 9, amount: 0.25 }, seed: 3 },
    { arithmetic: { a: [1, 2], b: [3], c: [{ seed: 4 }] } },
  ])('has a recipe that makes it again also where it came from %j', async (asked) => {
    const { id } = await made({ job: job.id, ...asked });
    const { recipe, url } = (await ask('GET', `/designs/${id}`)).json();
    expect((await made(recipe)).bytes.equals((await ask('GET', url)).bytes)).toBe(true);
  });

  it('can be looked at when its job and its checkpoint are gone', async () => {
    const other = await trained();
    const { id, bytes } = await made({ job: other.id, seed: 1 });
    await untilKept(id);
    expect((await ask('DELETE', `/jobs/${other.id}`)).status).toBe(204);
    expect((await ask('GET', `/designs/${id}.png`)).bytes.equals(bytes)).toBe(true);
  });

  it('is made again where its pixels are missing, and lost where its checkpoint is gone as well', async () => {
    const other = await trained();
    const { id, bytes } = await made({ job: other.id, seed: 1 });
    await untilKept(id);
    await store.remove('designs');
    expect((await ask('GET', `/designs/${id}.png`)).bytes.equals(bytes)).toBe(true);
    await ask('DELETE', `/jobs/${other.id}`);
    const lost = await ask('GET', `/designs/${id}.png`);
    expect([lost.status, lost.json().code]).toEqual([410, 'design_lost']);
  });

  it('is not kept if it is not wanted, and many only if they are', async () => {
    expect((await made({ job: job.id, save: false })).id).toBe('');
    const many = { job: job.id, count: 101, format: 'grid' };
    expect((await made(many)).id).toBe('');
    const { id } = await made({ ...many, save: true });
    expect((await ask('GET', id.replace(/^(design_.*)_0000$/, '/designs/$1_0100'))).status).toBe(200);
    expect((await ask('POST', '/generate', { ...many, count: 1_001, save: true })).json().errors?.[0]?.field).toBe(
      'save',
    );
  });

  it('is named in JSON as in the gallery', async () => {
    const { id, bytes } = await made({ job: job.id, count: 2, format: 'json' });
    const { designs } = JSON.parse(String(bytes)) as { designs: { id: string; png: string }[] };
    expect(designs.map((each) => each.id)).toEqual([id, id.replace(/0$/, '1')]);
    const { bytes: second } = await ask('GET', `/designs/${designs[1]?.id}.png`);
    expect(second.toString('base64')).toBe(designs[1]?.png);
  });

  it('is kept in parts where a request is made in parts', async () => {
    const { id } = await made({ job: job.id, seed: 100, count: 80, format: 'grid' });
    await untilKept(id);
    for (const index of ['0063', '0064', '0079']) {
      const { recipe, url } = (await ask('GET', `/designs/${id.replace(/\d{4}$/, index)}`)).json();
      expect(recipe.seed).toBe(100 + Number(index));
      expect((await made({ ...recipe, save: false })).bytes.equals((await ask('GET', url)).bytes)).toBe(true);
    }
  });

  it('is kept by an API that is asked to end', async () => {
    const other = await cluster.api();
    const body = JSON.stringify({ job: job.id, seed: 77 });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${other.url}/generate`, { method: 'POST', headers, body });
    const id = response.headers.get('x-atelier-design') as string;
    await response.arrayBuffer();
    await other.end('SIGTERM');
    expect(await cluster.connection.hget(library.designRequest(id.split('_')[1] as string), 'part:0')).not.toBeNull();
  });
});

describe('the gallery', () => {
  it('is read a page at a time and by what designs are', async () => {
    await ask('PUT', '/models/gallery', { job: job.id });
    const { id: first } = await made({ model: 'gallery', count: 3, format: 'grid' });
    const ids = ['0002', '0001', '0000'].map((index) => first.replace(/\d{4}$/, index));
    const page = (await ask('GET', '/designs?model=gallery&limit=2')).json();
    expect(page.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const rest = (await ask('GET', `/designs?model=gallery&limit=2&cursor=${page.nextCursor}`)).json();
    expect([rest.items.map(({ id }) => id), rest.nextCursor]).toEqual([ids.slice(2), null]);
    expect((await ask('GET', '/designs?starred=no')).status).toBe(422);
  });

  it('takes stars, tags and deletions', async () => {
    const { id } = await made({ job: job.id });
    const tagged = await ask('PATCH', `/designs/${id}`, { starred: true, tags: ['window', ' autumn ', 'window'] });
    expect(tagged.json()).toMatchObject({ id, starred: true, tags: ['autumn', 'window'] });
    expect((await ask('GET', '/designs?tag=autumn&starred=true')).json().items).toEqual([tagged.json()]);
    expect((await ask('PATCH', `/designs/${id}`, { stared: true })).json().errors?.[0]?.didYouMean).toBe('starred');
    expect((await ask('DELETE', `/designs/${id}`)).status).toBe(204);
    for (const [method, path] of [
      ['GET', `/designs/${id}`],
      ['GET', `/designs/${id}.png`],
      ['DELETE', `/designs/${id}`],
      ['GET', '/designs/..%2F..%2Fjobs'],
    ] as const) {
      const refused = await ask(method, path);
      expect([refused.status, refused.json().code]).toEqual([404, 'design_not_found']);
    }
  });

  it('can be downloaded as a zip, by ids or by a filter', async () => {
    const { id, bytes } = await made({ job: job.id, seed: 11 });
    const other = await made({ job: job.id, seed: 12 });
    const byId = await ask('POST', '/designs/download', { ids: [id, other.id] });
    expect(byId.headers.get('content-type')).toBe('application/zip');
    const files = await unzipped(byId.bytes);
    expect([...files.keys()].sort()).toEqual([`${id}.png`, `${other.id}.png`].sort());
    expect(files.get(`${id}.png`)?.equals(bytes)).toBe(true);

    await ask('PATCH', `/designs/${id}`, { tags: ['zip'] });
    const byTag = await unzipped((await ask('POST', '/designs/download', { tag: 'zip' })).bytes);
    expect([...byTag.keys()]).toEqual([`${id}.png`]);

    const missing = await ask('POST', '/designs/download', { ids: [id, id.replace(/\d{4}$/, '0099')] });
    expect([missing.status, missing.json().code]).toEqual([404, 'design_not_found']);
    expect((await ask('POST', '/designs/download', { ids: [id], tag: 'zip' })).status).toBe(422);
  });
});
