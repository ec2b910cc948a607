import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import { classWeights, type Label } from '../../src/contracts/label.js';
import { imagesToBytes } from '../../src/engine/pixels.js';
import { statelessNormal } from '../../src/engine/random.js';
import { type Tensor4D, tf } from '../../src/engine/tensorflow.js';
import { takeSnapshot, writeCheckpoint } from '../../src/gan/checkpoint.js';
import { Gan } from '../../src/gan/gan.js';
import { oneHot } from '../../src/gan/labels.js';
import { networkShape } from '../../src/models/networks.js';
import type { BatchedGenerator } from '../../src/sampling/batched-generator.js';
import { GeneratorCache } from '../../src/sampling/generator-cache.js';
import { latentVector } from '../../src/sampling/latents.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { difference } from '../support/numeric.js';

const hyperparameters = hyperparametersSchema.parse({ imageSize: 32, ngf: 8, ndf: 4, nz: 20, conditional: true });
const classes = ['dress', 'shirt', 'shoe'];
const sizes = networkShape({ hyperparameters, classes });
const designBytes = 32 * 32 * 3;

let folder: string;
let gan: Gan;
let generator: BatchedGenerator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-conditional-sampling-'));
  const store = new DiskStore(folder);
  gan = new Gan(sizes);
  tf.tidy(() => {
    // Running statistics of its own images, as after training.
    const latents = statelessNormal([12, 1, 1, 20], { seed: 1, stream: 'noise', index: 0 }) as Tensor4D;
    const labels = oneHot([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2], 3);
    for (let i = 0; i < 20; i++) gan.generator.forwardTraining(gan.generator.readWeights(), latents, labels);
  });
  const position = { job: 'job_TEST', dataset: 'ds_test', hyperparameters, classes, epoch: 1, step: 1 };
  generator = await new GeneratorCache(store, 1).get(await writeCheckpoint(store, takeSnapshot(gan), position));
});
afterAll(async () => {
  gan.dispose();
  generator.dispose();
  await rm(folder, { recursive: true });
});

/** What a design of a seed and a label is made from. */
function inputsOf(seed: number, label: Label): Float32Array {
  return Float32Array.from([...latentVector(seed, 20), ...classWeights(label, classes)]);
}

function design(seed: number, label: Label): Buffer {
  return Buffer.from(generator.generate([inputsOf(seed, label)]));
}

describe('a generator restored from a conditional checkpoint', () => {
  it.each<Label>(['dress', 'shoe', { dress: 0.5, shoe: 0.5 }, { dress: 1, shirt: 2, shoe: 3 }])(
    'makes what its network makes of %j',
    (label) => {
      const expected = tf.tidy(() =>
        imagesToBytes(
          gan.generator.forwardEvaluation(
            tf.tensor4d(latentVector(7, 20), [1, 1, 1, 20]),
            tf.tensor2d([classWeights(label, classes)]),
          ),
        ),
      );
      // The two round differently.
      expect(difference([...design(7, label)], [...expected]).maxAbs).toBeLessThanOrEqual(1);
    },
  );

  it('makes other designs of a seed for other labels', () => {
    const labels: Label[] = [...classes, { dress: 0.5, shoe: 0.5 }];
    const designs = labels.map((label) => design(7, label).toString('base64'));
    expect(new Set(designs).size).toBe(labels.length);
  });

  it('makes the bytes that a design has alone, in batches of many labels', () => {
    const wanted = Array.from({ length: 40 }, (_, seed) => ({ seed, label: classes[seed % 3] as string }));
    const together = generator.generate(wanted.map(({ seed, label }) => inputsOf(seed, label)));
    for (const [i, { seed, label }] of wanted.entries()) {
      const own = together.subarray(i * designBytes, (i + 1) * designBytes);
      expect(design(seed, label).equals(own), `seed ${seed}, ${label}`).toBe(true);
    }
  });
});
