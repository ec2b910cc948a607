import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckpointManifest } from '../../src/contracts/checkpoint.js';
import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import type { Tuning } from '../../src/contracts/tuning.js';
import { autotuner } from '../../src/engine/autotuner.js';
import { statelessNormal } from '../../src/engine/random.js';
import { type Tensor4D, tf } from '../../src/engine/tensorflow.js';
import { takeSnapshot } from '../../src/gan/checkpoint.js';
import { Gan } from '../../src/gan/gan.js';
import { type StepMetrics, trainingStep } from '../../src/gan/training-step.js';
import { currentTuning, loadTuning, saveTuning } from '../../src/gan/tuning.js';
import { DiskStore } from '../../src/storage/disk-store.js';

const STEPS = 12;

function train(precision: 'fp32' | 'tf32' | 'bf16'): { metrics: StepMetrics[]; state: Buffer } {
  const hyperparameters = hyperparametersSchema.parse({ precision, ngf: 16, ndf: 16, imageSize: 32 });
  const gan = new Gan(hyperparameters);
  const metrics = Array.from({ length: STEPS }, (_, index) => {
    const real = tf.tidy(() => statelessNormal([16, 32, 32, 3], { seed: 1, stream: 'noise', index }).tanh());
    const noise = statelessNormal([16, 1, 1, 100], { seed: 2, stream: 'noise', index });
    const result = trainingStep(gan, { real: real as Tensor4D, noise: noise as Tensor4D });
    tf.dispose([real, noise]);
    return result;
  });
  const state = takeSnapshot(gan).weights;
  gan.dispose();
  return { metrics, state };
}

describe('precision', () => {
  it('bf16 follows the losses of fp32, with weights of its own', () => {
    const [fp32, bf16] = [train('fp32'), train('bf16')];
    bf16.metrics.forEach((step, i) => {
      expect(Math.abs(step.lossD - (fp32.metrics[i] as StepMetrics).lossD), `lossD of step ${i}`).toBeLessThan(0.05);
      expect(Math.abs(step.lossG - (fp32.metrics[i] as StepMetrics).lossG), `lossG of step ${i}`).toBeLessThan(0.2);
    });
    expect(bf16.state.equals(fp32.state)).toBe(false);
  });

  it('bf16 repeats bit for bit once its algorithms are chosen', () => {
    expect(train('bf16').state.equals(train('bf16').state)).toBe(true);
  });

  it('tf32 is fp32 on the CPU, bit for bit', () => {
    expect(train('tf32').state.equals(train('fp32').state)).toBe(true);
  });

  it('leaves no tensor behind in either', () => {
    const before = tf.memory().numTensors;
    train('bf16');
    train('fp32');
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('the tuning of bf16', () => {
  let folder: string;
  let cache: DiskStore;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-tuning-'));
    cache = new DiskStore(folder);
    train('bf16');
  });
  afterAll(async () => await rm(folder, { recursive: true }));

  const checkpointWith = (tuning: Tuning | null) => ({ tuning }) as CheckpointManifest;

  it('is kept for later runs on the same machine only', async () => {
    await saveTuning(cache, 'this machine');
    const [file] = await cache.list('tuning');
    const kept = JSON.parse(String(await cache.get(file as string))) as Tuning;
    expect(kept).toEqual(currentTuning('this machine'));
    expect(Object.keys(kept.formulations).length).toBeGreaterThan(5);

    await cache.put(file as string, Buffer.from(JSON.stringify({ ...kept, formulations: { kept: 'convolution' } })));
    await loadTuning(cache, 'another machine');
    expect(autotuner.choices).not.toHaveProperty('kept');
    await loadTuning(cache, 'this machine');
    expect(autotuner.choices.kept).toBe('convolution');
  });

  it('comes from the checkpoint that a run goes on from, unless another machine wrote it', async () => {
    const formulations = { 'from a checkpoint': 'float32' } as const;
    await loadTuning(cache, 'this machine', checkpointWith({ machine: 'another machine', formulations }));
    expect(autotuner.choices).not.toHaveProperty('from a checkpoint');
    await loadTuning(cache, 'this machine', checkpointWith({ machine: 'this machine', formulations }));
    expect(autotuner.choices['from a checkpoint']).toBe('float32');
  });

  it('is made anew where its file is damaged', async () => {
    await saveTuning(cache, 'damaged');
    for (const file of await cache.list('tuning')) await writeFile(cache.pathOf(file), '{"machine":');
    await expect(loadTuning(cache, 'damaged')).resolves.toBeUndefined();
  });
});
