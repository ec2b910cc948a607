import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { CheckpointManifest } from '../../src/contracts/checkpoint.js';
import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import { decodeManifest, encodeManifest } from '../../src/storage/manifest-file.js';

const manifest: CheckpointManifest = {
  format: 1,
  id: 'job_01J00000000000000000000000.5',
  job: 'job_01J00000000000000000000000',
  dataset: 'ds_test',
  epoch: 1,
  step: 5,
  createdAt: '2026-01-01T00:00:00.000Z',
  architecture: 'dcgan',
  hyperparameters: hyperparametersSchema.parse({ conditional: true }),
  classes: ['dress', 'shoe'],
  optimizerSteps: { generator: 5, discriminator: 5 },
  tuning: null,
  quality: null,
  weights: { key: 'weights.safetensors', bytes: 1, sha256: '0' },
};

it('a manifest is read back as it was written', () => {
  expect(decodeManifest(encodeManifest(manifest))).toEqual(manifest);
});

it('a manifest from before there were conditional runs is that of a run without classes', () => {
  const { classes: _, hyperparameters, ...rest } = manifest;
  const { conditional: __, ...older } = hyperparameters;
  const fields = JSON.stringify({ ...rest, hyperparameters: older }).slice(1);
  const sha256 = createHash('sha256').update(fields).digest('hex');
  const read = decodeManifest(Buffer.from(`{"sha256":"${sha256}",${fields}`));
  expect(read).toEqual({ ...manifest, classes: null, hyperparameters: { ...hyperparameters, conditional: false } });
});
