import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Atelier, type Dataset, type Job, type JobEvent } from '../../clients/typescript/src/index.js';
import { garmentZip } from '../support/garment-photos.js';
import { type Service, startService } from '../support/service.js';

const hyperparameters = { batchSize: 8, imageSize: 32, ngf: 8, ndf: 8, nz: 16, numEpochs: 2, lr: 0.01 } as const;

let service: Service;
let client: Atelier;
let dataset: Dataset;
let job: Job;
const events: JobEvent[] = [];

beforeAll(async () => {
  service = await startService();
  client = new Atelier({ url: service.url });
  const data = new Uint8Array(await garmentZip(20));
  dataset = await client.datasets.upload([{ name: 'garments.zip', data }], { name: 'garments', upload: 'first-hour' });
  job = await client.jobs.create({ dataset: dataset.id, hyperparameters, metadata: { season: 'autumn' } });
  for await (const event of client.jobs.stream(job.id)) events.push(event);
});
afterAll(() => service?.remove());

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}

describe('the first hour through the client', () => {
  it('uploads photos, and tells how far an upload is', async () => {
    expect(dataset).toMatchObject({ name: 'garments', images: 20, classes: [{ name: 'dress' }, { name: 'shoe' }] });
    expect(await client.datasets.progress('first-hour')).toMatchObject({ state: 'done', dataset: dataset.id });
    expect(await client.datasets.get(dataset.id)).toMatchObject({ report: { imbalance: 1 } });
    expect((await all(client.datasets.list())).map(({ id }) => id)).toEqual([dataset.id]);
    expect(await all(client.datasets.images(dataset.id, { label: 'shoe' }))).toHaveLength(10);
    expect(await (await client.datasets.preview(dataset.id)).slice(1, 4).text()).toBe('PNG');
  });

  it('makes a further dataset of one and more photos, each with its class', async () => {
    const [first] = await all(client.datasets.images(dataset.id));
    const data = await (await fetch(`${service.url}${first?.thumbnail}`)).blob();
    const larger = await client.datasets.addImages(dataset.id, [
      { name: 'a.webp', data, label: 'hat' },
      { name: 'scarf/b.webp', data },
    ]);
    expect(larger.parent).toBe(dataset.id);
    expect(larger.classes).toMatchObject([
      { name: 'dress' },
      { name: 'hat', images: 1 },
      { name: 'scarf' },
      { name: 'shoe' },
    ]);
    await client.datasets.delete(larger.id);
  });

  it('watches a job to its end, every event once and in order', () => {
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    expect(events.flatMap((event) => (event.type === 'step' ? event.data.step : []))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(events.at(-1)).toMatchObject({ type: 'state', data: { state: 'succeeded' } });
  });

  it('goes on from an event, and reads the log', async () => {
    expect(await all(client.jobs.stream(job.id, { after: 5 }))).toEqual(events.slice(5));
    expect(await all(client.jobs.events(job.id, { after: 5 }))).toEqual(events.slice(5));
    expect(await client.jobs.wait(job.id)).toMatchObject({ state: 'succeeded', metadata: { season: 'autumn' } });
    expect((await all(client.jobs.list({ state: 'succeeded' }))).map(({ id }) => id)).toEqual([job.id]);
  });

  it('has what the job made', async () => {
    const { results } = client;
    expect(await results.metrics(job.id)).toMatchObject({ total: 6, steps: { length: 6 } });
    expect((await (await results.metricsCsv(job.id)).text()).split('\n')[0]).toContain('lossD,lossG');
    expect(await (await results.lossPlot(job.id)).text()).toContain('<svg');
    expect((await results.samples(job.id)).map(({ step }) => step)).toEqual([0, 3, 6]);
    expect((await results.sample(job.id, 6)).headers.get('content-type')).toBe('image/png');
    expect((await results.timelapse(job.id, 'gif')).headers.get('content-type')).toBe('image/gif');
    expect((await results.architecture(job.id)).generator.layers.length).toBeGreaterThan(5);
    expect((await results.checkpoints(job.id)).map(({ step }) => step)).toEqual([3, 6]);
    const { weights } = await results.checkpoint(job.id, 6);
    const file = await results.download(job.id, 6, 'weights.safetensors');
    expect((await file.arrayBuffer()).byteLength).toBe(weights.bytes);
    expect((await results.download(job.id, 6, 'generator.onnx')).status).toBe(200);
  });

  it('generates designs, as files and as JSON, and makes them again by their recipes', async () => {
    await client.models.put('spring', { job: job.id, by: 'ada' }, { ifAbsent: true });
    const design = await client.generate({ model: 'spring', seed: 7 });
    expect(design).toMatchObject({ seed: 7, checkpoint: `${job.id}.6`, blob: { type: 'image/png' } });
    const again = await client.generate(design.recipe ?? { seed: 0 });
    expect(Buffer.from(await again.blob.arrayBuffer()).equals(Buffer.from(await design.blob.arrayBuffer()))).toBe(true);
    const { designs } = await client.generate({ model: 'spring', seed: 7, count: 2, format: 'json' });
    expect(designs.map(({ seed }) => seed)).toEqual([7, 8]);
    expect((await client.generate({ job: job.id, count: 3 })).blob.type).toBe('application/zip');

    const id = design.id ?? '';
    expect(await client.designs.update(id, { starred: true, tags: ['window'] })).toMatchObject({ starred: true });
    expect((await all(client.designs.list({ tag: 'window' }))).map((each) => each.id)).toEqual([id]);
    expect((await client.designs.png(id)).size).toBe(design.blob.size);
    expect((await (await client.designs.download({ tag: 'window' })).blob()).size).toBeGreaterThan(design.blob.size);
    await client.designs.delete(id);
  });

  it('switches models only where nobody was faster', async () => {
    const { version } = await client.models.get('spring');
    const moved = await client.models.put('spring', { checkpoint: `${job.id}.3` }, { ifVersion: version });
    await expect(
      client.models.put('spring', { checkpoint: `${job.id}.6` }, { ifVersion: version }),
    ).rejects.toMatchObject({ code: 'precondition_failed', status: 412 });
    expect((await all(client.models.list())).map(({ name }) => name)).toEqual(['spring']);
    await client.models.delete('spring', { ifVersion: moved.version });
  });

  it('asks of jobs what can be asked', async () => {
    const long = await client.jobs.create({
      dataset: dataset.id,
      hyperparameters: { ...hyperparameters, numEpochs: 1_000 },
    });
    await client.jobs.prioritize(long.id, 5);
    await client.jobs.pause(long.id);
    for await (const { type, data } of client.jobs.stream(long.id)) {
      if (type === 'state' && data.state === 'paused') break;
    }
    expect((await client.jobs.resume(long.id)).state).toMatch(/queued|running/);
    await client.jobs.cancel(long.id);
    expect(await client.jobs.wait(long.id)).toMatchObject({ state: 'cancelled' });
    await client.jobs.delete(long.id);
    await expect(client.jobs.get(long.id)).rejects.toMatchObject({ code: 'job_not_found' });
  });

  it('makes one job of equal requests with an equal key', async () => {
    const body = { dataset: dataset.id, hyperparameters };
    const options = { idempotencyKey: 'once' };
    const [one, other] = [await client.jobs.create(body, options), await client.jobs.create(body, options)];
    expect(other.id).toBe(one.id);
    await client.jobs.cancel(one.id);
  });

  it('has webhooks told of jobs, and looks at what they were sent', async () => {
    const { id, secret } = await client.webhooks.create({
      url: 'https://shop.invalid/atelier',
      events: ['job.failed'],
    });
    expect(secret).toMatch(/^whsec_/);
    expect(await client.webhooks.update(id, { description: 'the shop' })).toMatchObject({ events: ['job.failed'] });
    expect((await client.webhooks.rotateSecret(id)).secret).not.toBe(secret);
    expect((await client.webhooks.list()).map(({ description }) => description)).toEqual(['the shop']);
    const ping = await client.webhooks.test(id);
    expect((await all(client.webhooks.deliveries(id))).map((each) => each.id)).toEqual([ping.id]);
    expect(await client.webhooks.replay(id, ping.id)).toMatchObject({ type: 'ping', payload: ping.payload });
    expect(await client.webhooks.delivery(id, ping.id)).toMatchObject({ webhook: id });
    await client.webhooks.delete(id);
    await expect(client.webhooks.get(id)).rejects.toMatchObject({ code: 'webhook_not_found' });
  });

  it('throws what is wrong with a request, by its code and its fields', async () => {
    const wrong = { dataset: dataset.id, hyperparameters: { batchsize: 8 } } as object;
    await expect(client.jobs.create(wrong as never)).rejects.toMatchObject({
      name: 'AtelierError',
      code: 'validation_failed',
      status: 422,
      fields: [{ field: 'hyperparameters.batchsize', didYouMean: 'batchSize' }],
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('reaches every operation by its path', async () => {
    const { data } = await client.http.GET('/healthz');
    expect(data?.status).toBe('ok');
    expect((await client.ready()).workers).toHaveLength(1);
  });
});
