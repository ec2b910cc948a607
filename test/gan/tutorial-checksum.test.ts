/**
 * The tutorial's path stays bit for bit what it is, whatever is built beside it. Bits depend on the processor: the fixture
 * has those of the machines that it names, and on any other the tests are skipped. To add a machine, run them at the
 * commit that test/fixtures/README.md names and record what they print.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { expect, it } from 'vitest';
import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import { takeSnapshot } from '../../src/gan/checkpoint.js';
import { Gan } from '../../src/gan/gan.js';
import { fixedInputs, generateBytes } from '../../src/gan/sample-grid.js';
import { disposeInputs, stepInputs } from '../../src/gan/step-inputs.js';
import { trainingStep } from '../../src/gan/training-step.js';

interface Checksums {
  readonly weights: string;
  readonly designs: string;
}

const cases = {
  tutorial: { batchSize: 16 },
  small32: { batchSize: 8, ngf: 8, ndf: 8, imageSize: 32, nc: 1, nz: 7 },
  big128: { batchSize: 4, ngf: 8, ndf: 8, imageSize: 128 },
  conditional: { batchSize: 8, ngf: 16, ndf: 16, conditional: true, classes: 3, ema: 0.99 },
} as const;

const machine = `${cpus()[0]?.model}, ${cpus().length} cores`;
const recorded = JSON.parse(
  readFileSync(new URL('../fixtures/tutorial-checksums.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Readonly<Record<string, Checksums>>>>;
if (!recorded[machine]) console.info(`tutorial-checksums.json has nothing of this machine (${machine}): skipped`);

it.skipIf(!recorded[machine]).each(Object.keys(cases) as (keyof typeof cases)[])('%s', (name) => {
  expect(trained(cases[name])).toEqual(recorded[machine]?.[name]);
});

function trained({ classes = 0, ...given }: { readonly batchSize: number; readonly classes?: number }): Checksums {
  const run = { ...hyperparametersSchema.parse(given), classes };
  const { batchSize: batch, imageSize, nc } = run;
  const gan = new Gan(run);
  for (let step = 0; step < 3; step++) {
    const bytes = new Uint8Array(batch * imageSize ** 2 * nc).map(
      (_, i) => ((i * 2_654_435_761 + step * 97) >>> 13) & 255,
    );
    const labels = Uint32Array.from({ length: batch }, (_, i) => (classes > 0 ? i % classes : 0));
    const inputs = stepInputs({ bytes, labels, start: 0, end: batch, batch }, step, run);
    trainingStep(gan, inputs);
    disposeInputs(inputs);
  }
  const checksums = {
    weights: sha256(takeSnapshot(gan).weights),
    designs: sha256(generateBytes(gan.sampled, fixedInputs(run))),
  };
  gan.dispose();
  return checksums;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
