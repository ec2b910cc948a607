/**
 * `npm run demo`: the whole story on this machine. Starts Atelier as a user would, draws sample garments (or takes a
 * folder of photos), trains a DCGAN on them, and writes pictures of all of it to `demo/`.
 */
import { spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { Atelier, type Generate } from '../clients/typescript/src/index.js';
import { showProgress } from '../src/cli/progress.js';
import { folderFiles } from '../src/datasets/folder-source.js';
import { importDataset } from '../src/datasets/import.js';
import { DiskStore } from '../src/storage/disk-store.js';
import { writeSampleGarments } from './sample-garments/index.js';

const SAMPLES = 3_000;

/**
 * Smaller than the tutorial's networks and batches, with a higher rate: a minute of two CPU cores then makes some
 * hundred steps, and garments take shape in a few minutes. Every other value is the tutorial's.
 */
const hyperparameters = {
  batchSize: 16,
  ngf: 32,
  ndf: 16,
  lr: 0.0004,
  sampleEvery: 50,
};
const TRAINING_STEPS = 1_100;

const { values: options } = parseArgs({
  options: { images: { type: 'string' }, out: { type: 'string', default: 'demo' } },
});
const out = resolve(options.out);
const dataFolder = resolve(out, 'data');

const say = (text: string) => process.stderr.write(`${text}\n`);
const started = performance.now();

await mkdir(out, { recursive: true });
const images = options.images ? resolve(options.images) : await drawGarments();

say('Importing the images…');
const { dataset } = await importDataset(new DiskStore(resolve(dataFolder, 'store')), folderFiles(images), {
  name: options.images ? 'your photos' : 'sample garments',
});
say(`${dataset.images} images in ${dataset.classes.length} classes; ${dataset.rejected.length} left out.`);

const server = await startAtelier();
try {
  const client = new Atelier({ url: server.url });
  const stepsPerEpoch = Math.ceil(dataset.images / hyperparameters.batchSize);
  const numEpochs = Math.max(1, Math.round(TRAINING_STEPS / stepsPerEpoch));
  const posted = await client.jobs.create({
    dataset: dataset.id,
    name: 'demo',
    hyperparameters: { ...hyperparameters, numEpochs },
  });
  say(`Training ${posted.id} for ${posted.progress.totalSteps} steps.`);
  const job = await showProgress(client, posted);
  if (job.state !== 'succeeded') throw new Error(`The job is ${job.state}: ${job.error?.message ?? 'no reason given'}`);

  const designs = { job: job.id, count: 64, seed: 999 };
  const generate = async (more: Partial<Generate> = {}) => (await client.generate({ ...designs, ...more })).blob;
  await save('training-images.png', await client.datasets.preview(dataset.id));
  await save('designs.png', await generate({ format: 'grid' }));
  await save('designs.zip', await generate({ format: 'zip' }));
  await save('design.png', await generate({ count: 1 }));
  await save('loss.png', await client.results.lossPlot(job.id, 'png'));
  await save('loss.svg', await client.results.lossPlot(job.id, 'svg'));
  await save('timelapse.webp', await client.results.timelapse(job.id, 'webp'));
  await save('timelapse.gif', await client.results.timelapse(job.id, 'gif'));
  await save('samples-first.png', await client.results.sample(job.id, 0));
  await save('samples-last.png', await client.results.sample(job.id, job.progress.totalSteps));

  say(`
Done in ${((performance.now() - started) / 60_000).toFixed(1)} minutes. In ${out}:
  training-images.png  what it learned from
  designs.png          64 new designs (designs.zip: each one; design.png: the first)
  timelapse.webp       how they took shape (timelapse.gif: the same)
  samples-last.png     the last sample grid (samples-first.png: the first)
  loss.png, loss.svg   the losses

To keep the server running with this model:  DATA_DIR=${dataFolder} npx atelier serve
and ask it for more designs:                 npx atelier generate ${job.id} --count 8 --out designs`);
} finally {
  await server.stop();
}

async function drawGarments(): Promise<string> {
  const folder = resolve(out, 'sample-garments');
  say(`Drawing ${SAMPLES} sample garments…`);
  await rm(folder, { recursive: true, force: true });
  await writeSampleGarments(folder, { count: SAMPLES, seed: 1 });
  return folder;
}

/** Starts `atelier serve` on a free port. */
async function startAtelier(): Promise<{ url: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, ['dist/src/cli.js', 'serve'], {
    env: { ...process.env, DATA_DIR: dataFolder, STORE_URL: '', PORT: '0', HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((done) => child.once('exit', () => done()));
  const url = await new Promise<string>((found, fail) => {
    exited.then(() => fail(new Error('Atelier did not start.')));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line) as { level: number; msg: string; url?: string };
      if (entry.msg === 'Atelier is up' && entry.url) found(entry.url);
      else if (entry.level >= 40) say(line);
    });
  });
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function save(name: string, file: Blob | Response): Promise<void> {
  await writeFile(resolve(out, name), new Uint8Array(await file.arrayBuffer()));
}
