/** Conditional runs in real trainers on a real store: they go on bit for bit, in every way there is to train. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckpointManifest } from '../../src/contracts/checkpoint.js';
import type { Hyperparameters } from '../../src/contracts/hyperparameters.js';
import { tf } from '../../src/engine/tensorflow.js';
import { fixedInputs } from '../../src/gan/sample-grid.js';
import { composeGrid, imagesFromBatch } from '../../src/images/grid.js';
import { encodePng } from '../../src/images/png.js';
import { networkShape } from '../../src/models/networks.js';
import { GeneratorCache } from '../../src/sampling/generator-cache.js';
import { decodeSafetensors } from '../../src/storage/safetensors.js';
import { TrainerProcess, type TrainingGround, trainingGround } from '../support/trainer-process.js';

const hyperparameters = {
  conditional: true,
  imageSize: 32,
  batchSize: 8,
  ngf: 4,
  ndf: 4,
  nz: 8,
  numEpochs: 8,
  checkpointEvery: 10,
  sampleEvery: 24,
} as const;
const devices = { gpus: [], cores: 2 };

let folder: string;
let grounds = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-conditional-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function newGround(changes: Partial<Hyperparameters>): Promise<TrainingGround> {
  const own = join(folder, String(grounds++));
  await mkdir(own);
  return await trainingGround(own, 19, { ...hyperparameters, ...changes });
}

/** Trains to the end. @returns the last checkpoint */
async function finish(ground: TrainingGround): Promise<CheckpointManifest> {
  const trainer = new TrainerProcess(ground, devices);
  await trainer.ended;
  expect(trainer.messages.at(-1)).toEqual({ type: 'ended', outcome: 'finished' });
  const last = trainer.messages.findLast((message) => message.type === 'checkpoint');
  return last?.manifest as CheckpointManifest;
}

describe.each([
  { ngpu: 1, precision: 'fp32' },
  { ngpu: 1, precision: 'bf16' },
  { ngpu: 2, precision: 'fp32', ema: 0.9 },
] as const)('a conditional run: %j', (changes) => {
  it('goes on bit for bit after a shutdown', async () => {
    const ground = await newGround(changes);
    const trainer = new TrainerProcess(ground, devices);
    await trainer.untilStep(12);
    trainer.send({ type: 'stop', reason: 'shutdown' });
    await trainer.ended;
    expect(trainer.messages.at(-1)).toEqual({ type: 'ended', outcome: 'stopped' });
    const resumed = await finish(ground);
    // The same machine, and so the same choices of kernels in bf16.
    await rm(join(ground.store.root, 'jobs'), { recursive: true });
    const straight = await finish(ground);
    expect(resumed.weights.sha256).toBe(straight.weights.sha256);
  });
});

it('a checkpoint names the classes, and has moved what stands for each', async () => {
  const ground = await newGround({});
  const { classes, weights } = await finish(ground);
  expect(classes).toEqual(['dress', 'shoe']);
  const tensors = decodeSafetensors((await ground.store.get(weights.key)) as Buffer);
  expect(tensors.get('generator.embedding.weight')?.shape).toEqual([2, 32]);
  expect(tensors.get('discriminator.main.8.weight')?.shape).toEqual([4, 4, 16, 3]);
  const moments = tensors.get('generator.embedding.weight.exp_avg_sq')?.data as Float32Array;
  expect(moments.every((moment) => moment > 0)).toBe(true);
});

it.each([0, 0.9])('a sample grid shows class by class what the checkpoint makes, with a decay of %d', async (ema) => {
  const ground = await newGround({ ema });
  const checkpoint = await finish(ground);
  const sizes = networkShape(checkpoint);
  const inputs = tf.tidy(() => fixedInputs(sizes).reshape([64, -1]).arraySync() as number[][]);
  const generator = await new GeneratorCache(ground.store, 1).get(checkpoint);
  const designs = generator.generate(inputs.map((each) => Float32Array.from(each)));
  generator.dispose();
  const grid = await ground.store.get(`jobs/${checkpoint.job}/samples/${checkpoint.step}.png`);
  expect(grid?.equals(await encodePng(composeGrid(imagesFromBatch(designs, 64, 32, 3))))).toBe(true);
});
