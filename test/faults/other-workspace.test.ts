import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderGarment } from '../../scripts/sample-garments/index.js';
import { ApiKeys } from '../../src/access/api-keys.js';
import { UploadProgress } from '../../src/api/upload-progress.js';
import { scopes } from '../../src/contracts/access.js';
import { type CheckpointManifest, checkpointId } from '../../src/contracts/checkpoint.js';
import { designId, type SavedRequest } from '../../src/contracts/design.js';
import { planOf } from '../../src/contracts/generation.js';
import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import type { Job } from '../../src/contracts/job.js';
import { importDataset } from '../../src/datasets/import.js';
import { encodePng } from '../../src/images/png.js';
import { Gallery } from '../../src/library/gallery.js';
import { PixelPacks } from '../../src/library/pixel-packs.js';
import { storeOf } from '../../src/storage/workspace-store.js';
import { AddressGuard } from '../../src/webhooks/address-guard.js';
import { DeliveryLog } from '../../src/webhooks/delivery-log.js';
import { WebhookStore } from '../../src/webhooks/webhook-store.js';
import { type Api, runningJob, startApi } from '../support/api.js';
import { bearer, type Operation, operationsOf } from '../support/keys.js';
import { StreamClient } from '../support/stream-client.js';

const STEP = 7;
const MODEL = 'dresses';
const UPLOAD = 'monday-morning';
/** Looks first, then changes, then what removes. */
const ORDER = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

let api: Api;
/** A key of the workspace that everything belongs to, and one of another. */
let own: string;
let foreign: string;
let job: string;
let dataset: string;
let design: string;
let webhook: string;
let delivery: string;

beforeAll(async () => {
  api = await startApi();
  const apiKeys = new ApiKeys(api.jobs.redis);
  own = (await apiKeys.create({ name: 'own', workspace: 'acme', scopes })).key;
  foreign = (await apiKeys.create({ name: 'foreign', workspace: 'globex', scopes })).key;
  dataset = await importGarments('acme');
  await new UploadProgress(api.jobs.redis, 'acme').begin(UPLOAD, null).done(dataset);
  job = await jobOfAcme();
  design = await designOfAcme();
  [webhook, delivery] = await webhookOfAcme();
  await statusOf({ method: 'PUT', path: '/models/{name}' }, own, { job });
});

afterAll(() => api?.remove());

/** Imports photos, the same each time. */
async function importGarments(workspace: string): Promise<string> {
  const garments = Array.from({ length: 12 }, async (_, i) => ({
    path: `dress/${i}.jpg`,
    bytes: await renderGarment('dress', i, 64),
  }));
  async function* files() {
    for (const { path, bytes } of await Promise.all(garments)) yield { path, bytes: async () => bytes };
  }
  return (await importDataset(storeOf(api.store, workspace), files(), { name: 'garments' })).dataset.id;
}

/** A job with a sample grid and a checkpoint, as a trainer leaves them. */
async function jobOfAcme(): Promise<string> {
  const jobs = api.jobs.of('acme');
  const id = await runningJob(jobs, 100, dataset);
  const pixels = { data: new Uint8Array(12), width: 2, height: 2, channels: 3 as const };
  await storeOf(api.store, 'acme').put(`jobs/${id}/samples/${STEP}.png`, await encodePng(pixels));
  const manifest: CheckpointManifest = {
    format: 1,
    id: checkpointId(id, STEP),
    job: id,
    dataset,
    epoch: 1,
    step: STEP,
    createdAt: new Date().toISOString(),
    architecture: 'dcgan',
    hyperparameters: hyperparametersSchema.parse({ ngf: 4, ndf: 4, imageSize: 32 }),
    optimizerSteps: { generator: STEP, discriminator: STEP },
    classes: null,
    tuning: null,
    quality: null,
    weights: { key: `jobs/${id}/checkpoints/${STEP}/w.safetensors`, bytes: 1, sha256: '0'.repeat(64) },
  };
  await jobs.commit(id, { from: ['running'], sample: STEP, checkpoint: { manifest, keep: 2 } });
  return id;
}

/** A design in the gallery, with its pixels. */
async function designOfAcme(): Promise<string> {
  const { redis } = api.jobs;
  const gallery = new Gallery(redis, 100, 'acme');
  const packs = new PixelPacks(storeOf(api.store, 'acme'), redis, pino({ level: 'silent' }), 'acme');
  const ulid = gallery.newUlid();
  const request: SavedRequest = {
    at: Date.now(),
    checkpoint: checkpointId(job, STEP),
    model: undefined,
    plan: planOf({ count: 1, seed: 1 }, () => 1),
    label: undefined,
    scale: 1,
    count: 1,
    imageSize: 32,
    channels: 3,
  };
  await gallery.save(ulid, request);
  packs.add({ ulid, request, first: 0, pixels: new Uint8Array(32 * 32 * 3) });
  await packs.close();
  return designId({ ulid, index: 0 });
}

/** A webhook, with a message. Nobody is at its address. */
async function webhookOfAcme(): Promise<[webhook: string, delivery: string]> {
  const webhooks = new WebhookStore(api.jobs.redis, new AddressGuard([]), 'acme');
  const { id } = await webhooks.create({ url: 'https://shop.invalid/' });
  return [id, (await new DeliveryLog(webhooks).ping(id)).id];
}

/** The address of an operation on what is there. */
function addressOf(path: string): string {
  const ids: Record<string, string> = {
    datasets: dataset,
    jobs: job,
    designs: design,
    uploads: UPLOAD,
    webhooks: webhook,
  };
  return path
    .replace('{id}', ids[path.split('/')[1] as string] as string)
    .replace('{name}', MODEL)
    .replace('{deliveryId}', delivery)
    .replace('{index}', '0')
    .replace('{step}', String(STEP));
}

async function statusOf({ method, path }: Operation, key: string, body: unknown = {}): Promise<number> {
  const hasBody = !['GET', 'HEAD', 'DELETE'].includes(method);
  const response = await fetch(`${api.url}${addressOf(path)}`, {
    method,
    headers: {
      ...bearer(key),
      ...(path.endsWith('/stream') ? { accept: 'text/event-stream' } : {}),
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
    },
    ...(hasBody ? { body: JSON.stringify(body) } : {}),
  });
  await response.body?.cancel();
  return response.status;
}

/** What a route wants to be told, so that it gets as far as looking for what it is about. */
const bodiesOf = (): Record<string, unknown> => ({
  'POST /jobs/{id}/extend': { numEpochs: 9 },
  'PATCH /jobs/{id}': { priority: 1 },
  'PATCH /designs/{id}': { starred: true },
  'PUT /models/{name}': { job },
});

describe('another workspace', () => {
  it('finds nothing by an id, on every route that takes one', async () => {
    const operations = (await operationsOf(api.url))
      .filter(({ path }) => path.includes('{') && !path.startsWith('/keys'))
      .sort((a, b) => ORDER.indexOf(a.method) - ORDER.indexOf(b.method));
    expect(operations.length).toBeGreaterThan(30);
    const bodies = bodiesOf();
    const wrong: Record<string, number> = {};
    for (const operation of operations) {
      const name = `${operation.method} ${operation.path}`;
      const status = await statusOf(operation, foreign, bodies[name]);
      if (status !== 404) wrong[name] = status;
    }
    expect(wrong).toEqual({});
    // It was there to be found. Photos are decoded by processes that this API, which is not a built one, hasn't.
    for (const operation of operations) {
      if (/(?:thumbnail\.webp|preview\.png)$/.test(operation.path)) continue;
      const name = `${operation.method} ${operation.path}`;
      const status = await statusOf(operation, own, bodies[name]);
      if (status === 404) wrong[name] = status;
    }
    expect(wrong).toEqual({});
  });

  it('finds nothing by an id that it names in a body', async () => {
    const id = await jobOfAcme();
    const checkpoint = checkpointId(id, STEP);
    const post = (path: string, what: unknown) => statusOf({ method: 'POST', path }, foreign, what);
    const again = await importGarments('acme');
    expect(await post('/jobs', { dataset: again })).toBe(404);
    // The same photos make the same id, in each workspace a dataset of its own.
    expect(await importGarments('globex')).toBe(again);
    expect(await post('/jobs', { dataset: again, from: { job: id } })).toBe(404);
    expect(await post('/jobs', { dataset: again })).toBe(201);
    expect(await post('/generate', { job: id })).toBe(404);
    expect(await post('/generate', { checkpoint })).toBe(404);
    await statusOf({ method: 'PUT', path: '/models/{name}' }, own, { job: id });
    expect(await post('/generate', { model: MODEL })).toBe(404);
    expect(await post('/designs/download', { ids: [await designOfAcme()] })).toBe(404);
    expect(await statusOf({ method: 'PUT', path: '/models/{name}' }, foreign, { checkpoint })).toBe(404);
    expect(await post('/tickets', { job: id })).toBe(404);
    expect(await statusOf({ method: 'POST', path: '/tickets' }, own, { job: id })).toBe(201);
  });

  it('finds nothing in lists', async () => {
    const list = async (path: string, key: string) => {
      const answer = await fetch(`${api.url}${path}`, { headers: bearer(key) });
      return ((await answer.json()) as { items: Job[] }).items.map(({ id }) => id);
    };
    const id = await jobOfAcme();
    expect(await list('/jobs', own)).toContain(id);
    expect(await list('/jobs', foreign)).not.toContain(id);
    await designOfAcme();
    await webhookOfAcme();
    await statusOf({ method: 'PUT', path: '/models/{name}' }, own, { job: id });
    for (const path of ['/designs', '/models', '/webhooks']) {
      expect(await list(path, own), path).not.toEqual([]);
      expect(await list(path, foreign), path).toEqual([]);
    }
    expect(await list('/keys', foreign)).toHaveLength(1);
    expect(await list('/audit', foreign)).not.toEqual(await list('/audit', own));
  });

  it('watches nothing', async () => {
    const id = await jobOfAcme();
    const watch = (key: string) => new StreamClient(`${api.webSocketUrl}/jobs/${id}/stream`, [], bearer(key));
    expect(await watch(foreign).closed).toBe(4404);
    const client = watch(own);
    await client.untilHello();
    client.socket.close();
  });

  it('has no key revoked by it', async () => {
    const [, id] = own.split('_');
    const answer = await fetch(`${api.url}/keys/${id}`, { method: 'DELETE', headers: bearer(foreign) });
    expect(answer.status).toBe(404);
  });
});
