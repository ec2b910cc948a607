import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import { statelessNormal } from '../../src/engine/random.js';
import { type Tensor4D, tf } from '../../src/engine/tensorflow.js';
import type { Variable } from '../../src/engine/variable.js';
import {
  findLatestCheckpoint,
  readManifest,
  readWeights,
  restore,
  takeSnapshot,
  writeCheckpoint,
} from '../../src/gan/checkpoint.js';
import { Gan } from '../../src/gan/gan.js';
import { trainingStep } from '../../src/gan/training-step.js';
import { DiskStore } from '../../src/storage/disk-store.js';

const hyperparameters = hyperparametersSchema.parse({ ngf: 32, ndf: 32, batchSize: 16 });
const position = { job: 'job_TEST', dataset: 'ds_test', hyperparameters, epoch: 0 };

/** Trains steps `from` to `to` on images that depend on the step alone. */
function trainSteps(gan: Gan, from: number, to: number): void {
  for (let step = from; step < to; step++) {
    const real = tf.tidy(() => statelessNormal([16, 64, 64, 3], { seed: 1, stream: 'noise', index: step }).tanh());
    const noise = statelessNormal([16, 1, 1, 100], { seed: 2, stream: 'noise', index: step });
    trainingStep(gan, { real: real as Tensor4D, noise: noise as Tensor4D });
    tf.dispose([real, noise]);
  }
}

function stateOf(gan: Gan): Buffer {
  return takeSnapshot(gan).weights;
}

function trained(manualSeed: number, steps: number): Buffer {
  const gan = new Gan({ ...hyperparameters, manualSeed });
  trainSteps(gan, 0, steps);
  const state = stateOf(gan);
  gan.dispose();
  return state;
}

describe('training', () => {
  it('gives equal weights bit for bit for equal seeds, and others for another', () => {
    const state = trained(999, 4);
    expect(trained(999, 4).equals(state)).toBe(true);
    expect(trained(998, 4).equals(state)).toBe(false);
  });

  it('holds a constant number of tensors from step to step, and none when it is over', () => {
    const before = tf.memory().numTensors;
    const gan = new Gan(hyperparameters);
    const counts = [0, 1, 2, 3].map((step) => {
      trainSteps(gan, step, step + 1);
      return tf.memory().numTensors;
    });
    expect(new Set(counts).size).toBe(1);
    gan.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('reports a loss that is not a number rather than hiding it', () => {
    const gan = new Gan(hyperparameters);
    const real = tf.fill([2, 64, 64, 3], Number.NaN) as Tensor4D;
    const noise = tf.zeros([2, 1, 1, 100]) as Tensor4D;
    expect(trainingStep(gan, { real, noise }).lossD).toBeNaN();
    tf.dispose([real, noise]);
    gan.dispose();
  });
});

describe('a snapshot', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY])('of a weight that is %d is refused by its name', (value) => {
    const gan = new Gan(hyperparameters);
    const [weight] = gan.discriminator.trainable as [Variable];
    weight.load(weight.data().fill(value, 7, 8));
    expect(() => takeSnapshot(gan)).toThrow(
      expect.objectContaining({
        code: 'training_diverged',
        message: expect.stringContaining('discriminator.main.0.weight'),
      }),
    );
    gan.dispose();
  });
});

describe('a checkpoint', () => {
  let store: DiskStore;
  beforeAll(async () => {
    store = new DiskStore(await mkdtemp(join(tmpdir(), 'atelier-checkpoint-')));
  });
  afterAll(() => rm(store.root, { recursive: true }));

  it('goes on bit for bit, passes over a damaged one and one that was not registered', async () => {
    const straight = new Gan(hyperparameters);
    trainSteps(straight, 0, 2);
    await writeCheckpoint(store, takeSnapshot(straight), { ...position, step: 2 });
    trainSteps(straight, 2, 4);
    await writeCheckpoint(store, takeSnapshot(straight), { ...position, step: 4 });

    const resumed = new Gan({ ...hyperparameters, manualSeed: 1 });
    const manifest = await readManifest(store, position.job, 2);
    restore(resumed, manifest, await readWeights(store, manifest));
    trainSteps(resumed, 2, 4);
    expect(stateOf(resumed).equals(stateOf(straight))).toBe(true);
    straight.dispose();
    resumed.dispose();

    const { weights } = await readManifest(store, position.job, 4);
    const bytes = await readFile(store.pathOf(weights.key));
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
    await writeFile(store.pathOf(weights.key), bytes);
    const damages: string[] = [];
    const latest = await findLatestCheckpoint(store, position.job, 4, ({ code }) => damages.push(code));
    expect(latest?.manifest.step).toBe(2);
    expect(damages).toEqual(['checkpoint_damaged']);
    expect(await findLatestCheckpoint(store, position.job, 1, () => {})).toBeUndefined();
  });
});
