/** The generator's moving average: its formula is held against PyTorch with everything else (torch-whole.test.ts). */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import { updateAverages } from '../../src/engine/moving-average.js';
import { statelessNormal } from '../../src/engine/random.js';
import { type Tensor4D, tf } from '../../src/engine/tensorflow.js';
import { Variable } from '../../src/engine/variable.js';
import { readWeights, restore, takeSnapshot, writeCheckpoint } from '../../src/gan/checkpoint.js';
import { Gan } from '../../src/gan/gan.js';
import type { Network } from '../../src/gan/network.js';
import { trainingStep } from '../../src/gan/training-step.js';
import { checkpointBytes } from '../../src/models/networks.js';
import { DiskStore } from '../../src/storage/disk-store.js';

const hyperparameters = hyperparametersSchema.parse({ imageSize: 32, ngf: 4, ndf: 4, nz: 8, ema: 0.9 });
const without = { ...hyperparameters, ema: 0 };

let store: DiskStore;
beforeAll(async () => {
  store = new DiskStore(await mkdtemp(join(tmpdir(), 'atelier-average-')));
});
afterAll(() => rm(store.root, { recursive: true }));

/** Trains steps `from` to `to` on images that depend on the step alone. */
function trainSteps(gan: Gan, from: number, to: number): void {
  for (let step = from; step < to; step++) {
    tf.tidy(() => {
      const draw = (seed: number, shape: number[]) =>
        statelessNormal(shape, { seed, stream: 'noise', index: step }) as Tensor4D;
      trainingStep(gan, { real: draw(1, [4, 32, 32, 3]).tanh() as Tensor4D, noise: draw(2, [4, 1, 1, 8]) });
    });
  }
}

function valuesOf({ variables }: Network): Float32Array[] {
  return variables.map((variable) => variable.data());
}

/** Writes a checkpoint of a run, and restores it into another that has other weights. */
async function goOn(gan: Gan, step: number, options: typeof hyperparameters): Promise<Gan> {
  const position = { job: 'job_TEST', dataset: 'ds_test', hyperparameters, epoch: 0, step };
  const manifest = await writeCheckpoint(store, takeSnapshot(gan), position);
  const next = new Gan({ ...options, manualSeed: 1 });
  restore(next, manifest, await readWeights(store, manifest));
  return next;
}

it('moves by what the decay leaves, and leaves no tensor behind', () => {
  const before = tf.memory().numTensors;
  const [average, value] = [tf.tensor1d([1, -2]), tf.tensor1d([5, 2])];
  const variables = [new Variable('average', average), new Variable('value', value)] as const;
  updateAverages([variables[0]], [variables[1]], 0.75);
  expect([...variables[0].data()]).toEqual([2, -1]);
  expect([...variables[1].data()]).toEqual([5, 2]);
  for (const variable of variables) variable.dispose();
  tf.dispose([average, value]);
  expect(tf.memory().numTensors).toBe(before);
});

describe('a run that keeps an average', () => {
  it('trains as one that keeps none', () => {
    const [gan, plain] = [new Gan(hyperparameters), new Gan(without)];
    trainSteps(gan, 0, 3);
    trainSteps(plain, 0, 3);
    expect(valuesOf(gan.generator)).toEqual(valuesOf(plain.generator));
    expect(valuesOf(gan.discriminator)).toEqual(valuesOf(plain.discriminator));
    expect(valuesOf(gan.sampled)).not.toEqual(valuesOf(gan.generator));
    expect(plain.sampled).toBe(plain.generator);
    gan.dispose();
    plain.dispose();
  });

  it('goes on bit for bit from a checkpoint, whose generator is the average', async () => {
    const straight = new Gan(hyperparameters);
    trainSteps(straight, 0, 2);
    const resumed = await goOn(straight, 2, hyperparameters);
    trainSteps(straight, 2, 4);
    trainSteps(resumed, 2, 4);
    expect(takeSnapshot(resumed).weights.equals(takeSnapshot(straight).weights)).toBe(true);
    const { average } = straight;
    expect(average?.variables.map(({ name }) => name)).toContain('generator.main.0.weight');
    expect(straight.generator.variables.map(({ name }) => name)).toContain('generator_trained.main.0.weight');
    straight.dispose();
    resumed.dispose();
  });

  it('may go on from a checkpoint without an average: it starts as its generator', async () => {
    const plain = new Gan(without);
    trainSteps(plain, 0, 2);
    const averaged = await goOn(plain, 2, hyperparameters);
    expect(valuesOf(averaged.average as Network)).toEqual(valuesOf(plain.generator));
    trainSteps(plain, 2, 4);
    trainSteps(averaged, 2, 4);
    expect(valuesOf(averaged.generator)).toEqual(valuesOf(plain.generator));
    plain.dispose();
    averaged.dispose();
  });

  it('may be gone on from without an average: what was trained is trained on', async () => {
    const averaged = new Gan(hyperparameters);
    trainSteps(averaged, 0, 2);
    const plain = await goOn(averaged, 2, without);
    trainSteps(plain, 2, 4);
    trainSteps(averaged, 2, 4);
    expect(valuesOf(plain.generator)).toEqual(valuesOf(averaged.generator));
    plain.dispose();
    averaged.dispose();
  });
});

it.each([hyperparameters, without])('a checkpoint takes about the bytes that are kept free for it, ema $ema', (run) => {
  const gan = new Gan(run);
  const bytes = takeSnapshot(gan).weights.length;
  gan.dispose();
  const header = 16_384;
  expect(bytes - checkpointBytes(run)).toBeGreaterThan(0);
  expect(bytes - checkpointBytes(run)).toBeLessThan(header);
});
