/** What the version wrote that knew one architecture: test/fixtures/README.md. */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { CheckpointManifest } from '../../src/contracts/checkpoint.js';
import { layersOf, parametersOfAll } from '../../src/export/parameters.js';
import { restore } from '../../src/gan/checkpoint.js';
import { Gan } from '../../src/gan/gan.js';
import { fixedInputs, generateBytes } from '../../src/gan/sample-grid.js';
import { WeightsFile } from '../../src/import/weights-file.js';
import { networkShape } from '../../src/models/networks.js';
import { decodeManifest } from '../../src/storage/manifest-file.js';
import { decodeSafetensors } from '../../src/storage/safetensors.js';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/earlier-checkpoint/${name}`, import.meta.url));

async function readManifest(): Promise<CheckpointManifest> {
  return decodeManifest(await readFile(fixture('manifest.json'))) as CheckpointManifest;
}

it('a checkpoint from before there were architectures is a DCGAN’s, and makes the same designs', async () => {
  const manifest = await readManifest();
  expect(manifest).toMatchObject({
    architecture: 'dcgan',
    hyperparameters: { architecture: 'dcgan', objective: 'bce', augmentations: [] },
  });
  const shape = networkShape(manifest);
  const gan = new Gan(shape);
  restore(gan, manifest, decodeSafetensors(await readFile(fixture('checkpoint.safetensors'))));
  const designs = generateBytes(gan.sampled, fixedInputs(shape));
  gan.dispose();
  const earlier = await readFile(fixture('designs.bin'));
  // Another processor may round a pixel the other way.
  const differences = earlier.map((level, i) => Math.abs(level - (designs[i] as number)));
  expect(Math.max(...differences)).toBeLessThanOrEqual(1);
});

it('an exported generator from before has the same tensors as one that is exported now', async () => {
  const manifest = await readManifest();
  const weights = await WeightsFile.open(fixture('generator.safetensors'), 'generator');
  const named = parametersOfAll(layersOf(manifest, 'generator')).map(({ name }) => name);
  expect(weights.tensors.map(({ name }) => name).filter((name) => !name.endsWith('num_batches_tracked'))).toEqual(
    named,
  );
  await weights.close();
});
