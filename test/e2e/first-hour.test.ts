import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Dataset } from '../../src/contracts/dataset.js';
import type { JobEvent } from '../../src/contracts/event.js';
import type { Job } from '../../src/contracts/job.js';
import { Client } from '../support/client.js';
import { garmentZip, uploadOf } from '../support/garment-photos.js';
import { type Service, startService } from '../support/service.js';

/** The rate is high so that the few sample grids differ to the eye, and to an encoder that merges equal frames. */
const hyperparameters = { batchSize: 8, ngf: 8, ndf: 8, nz: 16, numEpochs: 2, lr: 0.01 };

/** 20 images in batches of 8: three steps an epoch, the last of four images. */
const IMAGES = 20;
const TOTAL_STEPS = 6;

let service: Service;
let client: Client;
let dataset: Dataset;
let job: Job;
const events: JobEvent[] = [];

beforeAll(async () => {
  service = await startService();
  client = new Client(service.url);
  const zip = await garmentZip(IMAGES, [{ name: 'photos/dress/notes.jpg', bytes: Buffer.from('not a photo') }]);
  const uploaded = await fetch(`${service.url}/datasets`, { method: 'POST', body: uploadOf('garments', zip) });
  expect(uploaded.status).toBe(201);
  dataset = (await uploaded.json()) as Dataset;
  job = await client.createJob({ dataset: dataset.id, hyperparameters, metadata: { season: 'autumn' } });
  job = await client.watch(job.id, (event) => events.push(event));
});

afterAll(() => service?.remove());

describe('a dataset uploaded as a zip', () => {
  it('has its classes counted and its bad files listed with the reason', () => {
    expect(dataset).toMatchObject({
      name: 'garments',
      images: IMAGES,
      classes: [
        { name: 'dress', images: IMAGES / 2 },
        { name: 'shoe', images: IMAGES / 2 },
      ],
    });
    expect(dataset.rejected).toHaveLength(1);
    expect(dataset.rejected[0]?.file).toContain('notes.jpg');
  });

  it('is the same dataset when it is uploaded again', async () => {
    const zip = await garmentZip(IMAGES, [{ name: 'photos/dress/notes.jpg', bytes: Buffer.from('not a photo') }]);
    const again = await fetch(`${service.url}/datasets`, { method: 'POST', body: uploadOf('garments', zip) });
    expect(again.status).toBe(200);
    expect(((await again.json()) as Dataset).id).toBe(dataset.id);
  });

  it('shows a grid of its training images', async () => {
    const preview = await sharp(await client.bytes(`/datasets/${dataset.id}/preview.png`)).metadata();
    expect(preview.format).toBe('png');
    expect(preview.width).toBe(8 * 66 + 2);
  });
});

describe('a job', () => {
  it('trains every step of every epoch and succeeds', () => {
    expect(job).toMatchObject({
      state: 'succeeded',
      progress: { epoch: 2, step: TOTAL_STEPS, totalSteps: TOTAL_STEPS },
      metadata: { season: 'autumn' },
      hyperparameters: { ...hyperparameters, manualSeed: 999, beta1: 0.5 },
      error: null,
    });
    expect(job.attempts).toMatchObject([{ number: 1, outcome: 'succeeded' }]);
    expect(job.device?.tensorflow).toMatch(/^2\./);
  });

  it('numbers its events from 1 without gaps and ends with its terminal state', () => {
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    const steps = events.filter((event) => event.type === 'step').map(({ data }) => data.step);
    expect(steps).toEqual([1, 2, 3, 4, 5, 6]);
    expect(events.at(-1)).toMatchObject({ type: 'state', data: { state: 'succeeded' } });
  });

  it('replays its stream from any event and closes it with 1000', async () => {
    const { messages, code } = await collect(`${service.url.replace('http', 'ws')}/jobs/${job.id}/stream?after=5`);
    expect(messages[0]).toMatchObject({ type: 'hello', firstSeq: 1, lastSeq: events.length, job: { id: job.id } });
    expect(messages.slice(1)).toEqual(events.slice(5));
    expect(code).toBe(1000);
  });

  it('tells the same events as server-sent events', async () => {
    const response = await fetch(`${service.url}/jobs/${job.id}/stream`, { headers: { accept: 'text/event-stream' } });
    const data = [...(await response.text()).matchAll(/^id: \d+\ndata: (.*)$/gm)].map(([, json]) =>
      JSON.parse(json as string),
    );
    expect(data).toEqual(events);
  });

  it('closes the stream of a job that is not there with 4404', async () => {
    const { code } = await collect(`${service.url.replace('http', 'ws')}/jobs/job_00000000000000000000000000/stream`);
    expect(code).toBe(4404);
  });

  it('gives its metrics as JSON and CSV with the names of the stream', async () => {
    const { steps } = JSON.parse(String(await client.bytes(`/jobs/${job.id}/metrics`)));
    expect(steps).toEqual(events.filter((event) => event.type === 'step').map(({ data }) => data));
    const rows = String(await client.bytes(`/jobs/${job.id}/metrics?format=csv`))
      .trim()
      .split('\n');
    expect(rows[0]).toBe('epoch,step,lossD,lossG,dReal,dFakeBefore,dFakeAfter,imagesPerSecond,etaSeconds');
    expect(rows).toHaveLength(1 + TOTAL_STEPS);
  });

  it('draws its losses, sample grids and their animation', async () => {
    expect((await sharp(await client.bytes(`/jobs/${job.id}/loss.png`)).metadata()).format).toBe('png');
    expect(String(await client.bytes(`/jobs/${job.id}/loss.svg`))).toContain('<svg');
    const { items } = JSON.parse(String(await client.bytes(`/jobs/${job.id}/samples`)));
    expect(items.map(({ step }: { step: number }) => step)).toEqual([0, 3, 6]);
    const gif = await sharp(await client.bytes(`/jobs/${job.id}/timelapse.gif`)).metadata();
    expect(gif).toMatchObject({ format: 'gif', pages: 3 });
    // WebP's encoder merges frames that look alike, which the last two of so short a run may do.
    const webp = await sharp(await client.bytes(`/jobs/${job.id}/timelapse.webp`)).metadata();
    expect(webp.format).toBe('webp');
    expect(webp.pages).toBeGreaterThanOrEqual(2);
  });

  it('prints both networks', async () => {
    const text = await (
      await fetch(`${service.url}/jobs/${job.id}/architecture`, { headers: { accept: 'text/plain' } })
    ).text();
    expect(text).toContain('ConvTranspose2d(16, 64, kernel_size=4, stride=1, padding=0, bias=False)');
  });
});

describe('designs', () => {
  it('are the same bytes for the same seed, alone and in a batch', async () => {
    const alone = await client.bytes('/generate', { job: job.id, seed: 12 });
    const { designs } = JSON.parse(
      String(await client.bytes('/generate', { job: job.id, seed: 10, count: 5, format: 'json' })),
    ) as { designs: { seed: number; png: string }[] };
    expect(designs.map(({ seed }) => seed)).toEqual([10, 11, 12, 13, 14]);
    expect(Buffer.from(designs[2]?.png ?? '', 'base64').equals(alone)).toBe(true);
    expect(await sharp(alone).metadata()).toMatchObject({ format: 'png', width: 64, height: 64, channels: 3 });
  });

  it('come as a zip or a grid when several are asked for', async () => {
    expect((await client.bytes('/generate', { job: job.id, count: 3 })).subarray(0, 2).toString()).toBe('PK');
    const grid = await sharp(await client.bytes('/generate', { job: job.id, count: 64, format: 'grid' })).metadata();
    expect(grid).toMatchObject({ format: 'png', width: 8 * 66 + 2 });
  });

  it('come from a named checkpoint, and differ from those of another', async () => {
    const [first, last] = await Promise.all(
      [`${job.id}.3`, `${job.id}.6`].map((checkpoint) => client.bytes('/generate', { checkpoint, seed: 1 })),
    );
    expect(first?.equals(last as Buffer)).toBe(false);
  });
});

async function collect(url: string): Promise<{ messages: unknown[]; code: number }> {
  const socket = new WebSocket(url);
  const messages: unknown[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  const code = await new Promise<number>((resolve) => socket.on('close', resolve));
  return { messages, code };
}
