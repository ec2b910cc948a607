/**
 * `node story.js URL KEY`: the first hour of a user with a running Atelier, as a process of its own because it runs in the
 * containers' network. It says over IPC when its second job trains, and waits to hear that another worker may go on.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Atelier, type Dataset, type Generate, type Job, type JobEvent } from '../../clients/typescript/src/index.js';
import { zipOf } from '../../src/images/zip.js';
import { garmentKinds, renderGarment } from '../sample-garments/index.js';
import { say } from './run-tool.js';

/** A step takes some ten milliseconds with these. */
const hyperparameters = { batchSize: 8, ngf: 8, ndf: 8, nz: 16 };
const IMAGES = 48;
const STEPS_PER_EPOCH = IMAGES / hyperparameters.batchSize;

const [url, key] = process.argv.slice(2);
if (!url || !key) throw new Error('usage: story URL KEY');
const client = new Atelier({ url, apiKey: key });

const dataset = await upload();
await trainAndGenerate();
await outliveAWorker();
process.disconnect?.();

async function upload(): Promise<Dataset> {
  const files = await Promise.all(
    Array.from({ length: IMAGES }, async (_, i) => {
      const kind = garmentKinds[i % garmentKinds.length] as (typeof garmentKinds)[number];
      return { name: `photos/${kind}/${i}.jpg`, bytes: await renderGarment(kind, i, 96) };
    }),
  );
  const zip = { name: 'photos.zip', data: new Uint8Array(await zipOf(files)) };
  const uploaded = await client.datasets.upload([zip], { name: 'autumn' });
  assert.equal(uploaded.images, IMAGES);
  say(`dataset ${uploaded.id}: ${uploaded.images} images in ${uploaded.classes.length} classes`);
  return uploaded;
}

async function trainAndGenerate(): Promise<void> {
  const numEpochs = 4;
  const posted = await client.jobs.create({ dataset: dataset.id, hyperparameters: { ...hyperparameters, numEpochs } });
  const events: JobEvent[] = [];
  for await (const event of client.jobs.stream(posted.id)) events.push(event);
  const job = await client.jobs.get(posted.id);
  assert.equal(job.state, 'succeeded');
  assert.deepEqual(
    events.map(({ seq }) => seq),
    events.map((_, i) => i + 1),
  );
  const steps = events.filter(({ type }) => type === 'step').length;
  assert.equal(steps, numEpochs * STEPS_PER_EPOCH);
  say(`job ${job.id}: ${steps} steps heard live, on ${job.device?.kind} with TensorFlow ${job.device?.tensorflow}`);
  for (const event of events) if (event.type === 'log') say(`its log: ${event.data.message}`);

  const generate = async (body: Generate) => await bytesOf((await client.generate(body)).blob);
  const design = await generate({ job: job.id, seed: 7 });
  const again = await generate({ job: job.id, seed: 7 });
  assert.ok(design.equals(again));
  assert.equal(design.subarray(1, 4).toString(), 'PNG');
  const grid = await generate({ job: job.id, count: 64, format: 'grid' });
  const [chart, preview] = await Promise.all([
    client.results.lossPlot(job.id, 'png').then(bytesOf),
    client.datasets.preview(dataset.id).then(bytesOf),
  ]);
  for (const picture of [grid, chart, preview]) assert.equal(picture.subarray(1, 4).toString(), 'PNG');
  say(`designs: one of ${design.length} bytes, the same for the same seed, and a grid of 64 of ${grid.length}`);
}

/** A job outlives the worker that trains it, when that is asked to stop. */
async function outliveAWorker(): Promise<void> {
  const numEpochs = 150;
  const posted = await client.jobs.create({ dataset: dataset.id, hyperparameters: { ...hyperparameters, numEpochs } });
  const ended = watch(posted.id);
  const [message] = await Promise.race([once(process, 'message'), ended.then(() => ['over'])]);
  assert.equal(message, 'stopped');
  const job = await ended;
  assert.equal(job.state, 'succeeded');
  assert.equal(job.attempts.length, 2);
  assert.equal(job.progress.step, numEpochs * STEPS_PER_EPOCH);
  say(
    `job ${job.id}: all ${job.progress.step} steps, begun by ${job.attempts[0]?.worker}, ended by ${job.attempts[1]?.worker}`,
  );
}

/** Says when a job has done some steps. @returns it when it has ended */
async function watch(id: string): Promise<Job> {
  let told = false;
  for await (const { type, data } of client.jobs.stream(id)) {
    if (told || type !== 'step' || data.step < 20) continue;
    told = true;
    process.send?.('training');
  }
  return await client.jobs.get(id);
}

async function bytesOf(file: Blob | Response): Promise<Buffer> {
  return Buffer.from(await file.arrayBuffer());
}
