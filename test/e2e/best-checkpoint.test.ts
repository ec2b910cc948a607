/** A job that evaluates its checkpoints: what it says of them, and what the best one is good for. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckpointManifest } from '../../src/contracts/checkpoint.js';
import type { Dataset } from '../../src/contracts/dataset.js';
import type { JobEvent } from '../../src/contracts/event.js';
import type { Job } from '../../src/contracts/job.js';
import type { QualityData } from '../../src/contracts/quality.js';
import { type ApiProcess, Cluster, tiny, untilEnded, uploadGarments } from '../support/cluster.js';

const run = promisify(execFile);

/** The job has ten at first. */
const MOST_EPOCHS = 20;

let cluster: Cluster;
let api: ApiProcess;
let dataset: Dataset;
let job: Job;
let folder: string;
/** Of the job, from its first. */
const events: JobEvent[] = [];

beforeAll(async () => {
  cluster = await Cluster.start();
  folder = await mkdtemp(join(tmpdir(), 'atelier-best-'));
  api = await cluster.api();
  dataset = await uploadGarments(api.url, 16);
  await cluster.worker();
  // So fast that distances go up and down.
  const hyperparameters = {
    ...tiny,
    numEpochs: 10,
    lr: 0.02,
    evaluateImages: 16,
    checkpointEvery: 2,
    keepCheckpoints: 1,
  };
  const { id } = await api.client.createJob({ dataset: dataset.id, hyperparameters });
  const watch = async () => {
    events.length = 0;
    job = await api.client.watch(id, (event) => events.push(event));
  };
  await watch();
  // The best checkpoint must not be the last one: whether it is depends on the processor's rounding.
  while (job.best?.step === lastStep() && job.hyperparameters.numEpochs < MOST_EPOCHS) {
    await api.client.request(id, 'extend', { numEpochs: job.hyperparameters.numEpochs + 1 });
    await watch();
  }
});
afterAll(async () => {
  await cluster?.remove();
  await rm(folder, { recursive: true, force: true });
});

const lastStep = () => job.progress.totalSteps;

/** Steps of all checkpoints of a run of so many steps. */
const schedule = (steps: number) => Array.from({ length: steps / 2 }, (_, i) => 2 * (i + 1));

async function json<T>(path: string): Promise<T> {
  return JSON.parse(String(await api.client.bytes(path))) as T;
}

/** The checkpoint that designs came from. */
async function generatedBy(body: object): Promise<string | null> {
  const response = await fetch(`${api.url}/generate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ seed: 7, ...body }),
  });
  expect(response.status).toBe(200);
  await response.arrayBuffer();
  return response.headers.get('x-atelier-checkpoint');
}

async function atelier(...args: string[]): Promise<string> {
  return (await run(process.execPath, ['bin/atelier.js', ...args, '--url', api.url])).stdout;
}

/** The step with the least distance. */
function least(evaluations: readonly QualityData[]): QualityData {
  return evaluations.reduce((best, each) => (each.swd.average < best.swd.average ? each : best));
}

describe('a job with evaluateImages', () => {
  it('tells of every checkpoint how near it is, before the checkpoint itself', async () => {
    const told = events.filter((event) => event.type === 'quality').map(({ data }) => data);
    expect(told.map(({ step }) => step)).toEqual(schedule(lastStep()));
    expect(told[0]).toMatchObject({ images: 16, swd: { levels: [{ size: 32 }, { size: 16 }] } });
    for (const { seq, type, data } of events) {
      if (type !== 'quality') continue;
      const checkpoint = events.find((each) => each.type === 'checkpoint' && each.data.step === data.step);
      expect(checkpoint?.seq).toBeGreaterThan(seq);
    }
    expect((await json<{ quality: QualityData[] }>(`/jobs/${job.id}/metrics`)).quality).toEqual(told);
  });

  it('keeps the best checkpoint beside the newest, and names it in its record', async () => {
    const best = least(events.filter((event) => event.type === 'quality').map(({ data }) => data));
    const { items } = await json<{ items: CheckpointManifest[] }>(`/jobs/${job.id}/checkpoints`);
    expect(best.step).toBeLessThan(lastStep());
    expect(items.map(({ step }) => step)).toEqual([best.step, lastStep()]);
    const { epoch, step, images, ...measured } = best;
    expect(items[0]?.quality).toEqual({ images: 16, ...measured });
    expect(job.best).toEqual({ checkpoint: `${job.id}.${step}`, epoch, step, ...measured });
    expect(measured.score).toEqual({ metric: 'swd', value: best.swd.average, better: 'lower' });
  });

  it('makes designs from its best, its last, or any checkpoint', async () => {
    const best = job.best?.checkpoint;
    expect(await generatedBy({ job: job.id })).toBe(`${job.id}.${lastStep()}`);
    expect(await generatedBy({ job: job.id, step: 'last' })).toBe(`${job.id}.${lastStep()}`);
    expect(await generatedBy({ job: job.id, step: 'best' })).toBe(best);
    expect(await generatedBy({ job: job.id, step: job.best?.step })).toBe(best);
    const { designs } = JSON.parse(
      String(await api.client.bytes('/generate', { job: job.id, step: 'best', seed: 7, format: 'json' })),
    );
    expect(designs[0].recipe).toEqual({ checkpoint: best, seed: 7 });
  });

  it('lends its best checkpoint to models, exports and further jobs', async () => {
    const best = job.best as NonNullable<Job['best']>;
    expect((await api.client.putModel('spring', { job: job.id, step: 'best' })).checkpoint).toBe(best.checkpoint);
    expect(await json(`/jobs/${job.id}/checkpoints/best`)).toMatchObject({ id: best.checkpoint });
    expect(await json(`/jobs/${job.id}/checkpoints/last`)).toMatchObject({ step: lastStep() });
    const exported = (step: string | number) =>
      api.client.bytes(`/jobs/${job.id}/checkpoints/${step}/generator.safetensors`);
    expect(await exported('best')).toEqual(await exported(best.step));
    const from = { job: job.id, step: 'best' };
    const next = await api.client.createJob({ dataset: dataset.id, from, hyperparameters: { numEpochs: 1 } });
    expect(next.from).toEqual({ job: job.id, step: best.step });
    expect(next.best).toBeNull();
    await api.client.cancel(next.id);
  });

  it('is named by one word on the command line', async () => {
    const design = (await atelier('generate', `${job.id}.best`, '--seed', '7', '--out', folder)).trim();
    const bytes = await api.client.bytes('/generate', { checkpoint: job.best?.checkpoint, seed: 7, format: 'png' });
    expect((await readFile(design)).equals(bytes)).toBe(true);
    expect(await atelier('models', 'set', 'summer', `${job.id}.best`)).toContain(job.best?.checkpoint);
    expect(await atelier('models', 'set', 'summer', job.id)).toContain(`${job.id}.${lastStep()}`);
    const file = join(folder, 'netG.safetensors');
    await atelier('export', `${job.id}.best`, '--out', file);
    const path = `/jobs/${job.id}/checkpoints/best/generator.safetensors`;
    expect((await readFile(file)).equals(await api.client.bytes(path))).toBe(true);
    await expect(atelier('export', 'spring')).rejects.toThrow('neither a job nor a checkpoint');
  });

  it('is extended: later checkpoints are evaluated too', async () => {
    await api.client.request(job.id, 'extend', { numEpochs: job.hyperparameters.numEpochs + 1 });
    const longer = await untilEnded(api.client, job.id);
    expect(longer.best?.swd.average).toBeLessThanOrEqual(job.best?.swd.average as number);
    const { quality } = await json<{ quality: QualityData[] }>(`/jobs/${job.id}/metrics`);
    expect(quality.map(({ step }) => step)).toEqual(schedule(longer.progress.totalSteps));
  });
});

describe('a job without evaluateImages', () => {
  it('has no best checkpoint, and says what to do', async () => {
    const hyperparameters = { ...tiny, numEpochs: 1 };
    const plain = await api.client.createJob({ dataset: dataset.id, hyperparameters });
    expect((await untilEnded(api.client, plain.id)).best).toBeNull();
    await expect(api.client.bytes('/generate', { job: plain.id, step: 'best' })).rejects.toThrow(
      /posted without `evaluateImages`.*\(job_not_evaluated\)/,
    );
    expect((await json<{ quality: unknown[] }>(`/jobs/${plain.id}/metrics`)).quality).toEqual([]);
  });

  it('a step without a job is refused', async () => {
    await expect(api.client.bytes('/generate', { model: 'spring', step: 'best' })).rejects.toThrow('give job as well');
    await expect(api.client.bytes('/generate', { job: job.id, step: 'first' })).rejects.toThrow('validation_failed');
  });
});
