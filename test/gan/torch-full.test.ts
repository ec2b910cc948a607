/**
 * The tutorial's own sizes against PyTorch. Before Adam's first update all agrees closely. That update moves weights by
 * the sign of gradients that may be nearly 0, so from then on rounding grows, PyTorch's own as much as ours
 * (test/fixtures/README.md): what comes after is held against how far PyTorch's float32 run strays from its float64 run.
 */
import { beforeAll, expect, it } from 'vitest';
import type { StepMetrics } from '../../src/gan/training-step.js';
import { summarize, TorchFixture, TUTORIAL_CASE, tolerance } from '../support/torch-fixture.js';
import { recordRun, type TorchRun } from '../support/torch-run.js';

const fixture = new TorchFixture(TUTORIAL_CASE);
const { inputs, float32Noise } = fixture.description;
let run: TorchRun;
beforeAll(() => {
  run = recordRun(fixture);
}, 120_000);

/** What of all below the prefix is too far off. */
function tooFar(prefix: string, relative: number, pattern?: RegExp): string[] {
  const result = fixture.compare(run.tensors, prefix, { relative }, pattern);
  expect(result.compared).toBeGreaterThanOrEqual(5);
  return result.tooFar;
}

function withinNoise(group: string): number {
  return Math.max(tolerance.relative, tolerance.timesNoise * (float32Noise[group]?.l2Relative as number));
}

function expectScalars(step: number, figures: readonly (keyof StepMetrics)[], allowed: number): void {
  const torch = fixture.scalars(step);
  for (const figure of figures) {
    const ours = run.metrics[step - 1]?.[figure] as number;
    expect(Math.abs(ours - torch[figure]), `${figure}, step ${step}`).toBeLessThan(allowed);
  }
}

it('starts from the same noise and images', () => {
  expect(summarize(fixture.noise(1).data).l2).toBeCloseTo(inputs['noise.1']?.l2 as number, 9);
  expect(summarize(fixture.real(1).data).l2).toBeCloseTo(inputs['real.1']?.l2 as number, 9);
});

it.each(['train/', 'eval/'])('gives the same images, logits and probabilities: %s', (mode) => {
  expect(tooFar(mode, tolerance.relative)).toEqual([]);
});

it("has the same gradients of the discriminator, and of the generator before the discriminator's update", () => {
  expect(tooFar('gradients/discriminator', tolerance.relative)).toEqual([]);
  expect(tooFar('gradients.untrained/generator', tolerance.relative)).toEqual([]);
});

it("reports the same losses and probabilities before the discriminator's update", () => {
  expectScalars(1, ['lossD', 'dReal', 'dFakeBefore'], tolerance.scalar);
});

it('reports losses and probabilities within the noise in every step', () => {
  const allowed = tolerance.timesNoise * (float32Noise.scalars?.maxAbs as number);
  for (const step of [1, 2, 3, 4, 5]) {
    expectScalars(step, ['lossD', 'lossG', 'dReal', 'dFakeBefore', 'dFakeAfter'], allowed);
  }
});

it("has the generator's gradients within the noise", () => {
  expect(tooFar('gradients/generator', withinNoise('gradients/generator'))).toEqual([]);
});

it.each(['after1', 'after5'])('has running statistics within the noise: %s', (state) => {
  for (const network of ['generator', 'discriminator']) {
    const allowed = withinNoise(`${state}/${network}/statistics`);
    expect(tooFar(`${state}/${network}`, allowed, /running_(mean|var)/)).toEqual([]);
  }
});

it('gives images, logits and probabilities within the noise after step 5', () => {
  expect(tooFar('after5.eval/', withinNoise('after5.eval'))).toEqual([]);
});
