/** Narrow networks of every shape against PyTorch: the same weights and inputs in, everything compared. */
import { beforeAll, describe, expect, it } from 'vitest';
import { summarize, TorchFixture, tolerance, wholeCases } from '../support/torch-fixture.js';
import { recordRun, type TorchRun } from '../support/torch-run.js';

const WEIGHT = /\.(weight|bias)$/;
const STATISTIC = /\.running_(mean|var)$/;

describe.each(wholeCases)('PyTorch case %s', (name) => {
  const fixture = new TorchFixture(name);
  const weights = fixture.names('initial/').length;
  const statistics = fixture.names('after1/').filter((tensor) => STATISTIC.test(tensor)).length;
  let run: TorchRun;
  beforeAll(() => {
    run = recordRun(fixture);
  }, 60_000);

  it('starts from the same weights, noise and images', () => {
    const { inputs, steps } = fixture.description;
    for (const tensor of fixture.names('initial/')) {
      const stored = fixture.tensor(tensor);
      expect(fixture.initialWeight(tensor.replace('initial/', ''), stored.shape), tensor).toEqual(stored);
    }
    steps.forEach((_, index) => {
      const step = index + 1;
      expect(summarize(fixture.noise(step).data).l2).toBeCloseTo(inputs[`noise.${step}`]?.l2 as number, 9);
      expect(summarize(fixture.real(step).data).l2).toBeCloseTo(inputs[`real.${step}`]?.l2 as number, 9);
    });
  });

  it.each(['train', 'eval', 'after5.eval'])('gives the same images, logits and probabilities: %s', (mode) => {
    const { tooFar, compared } = fixture.compare(run.tensors, `${mode}/`, { relative: tolerance.relative });
    expect(tooFar).toEqual([]);
    expect(compared).toBeGreaterThanOrEqual(5);
  });

  it('reports the same losses and probabilities in every step', () => {
    expect(run.metrics).toHaveLength(5);
    run.metrics.forEach((metrics, index) => {
      const torch = fixture.scalars(index + 1);
      for (const figure of ['lossD', 'lossG', 'dReal', 'dFakeBefore', 'dFakeAfter'] as const) {
        expect(Math.abs(metrics[figure] - torch[figure]), `${figure}, step ${index + 1}`).toBeLessThan(
          tolerance.scalar,
        );
      }
    });
  });

  it('has the same gradients of both networks in step 1', () => {
    const result = fixture.compare(run.tensors, 'gradients/', { relative: tolerance.relative });
    expect(result).toEqual({ tooFar: [], compared: weights });
  });

  it.each([1, 5])('has the same weights after step %i', (step) => {
    const result = fixture.compare(run.tensors, `after${step}/`, { absolute: tolerance.weight }, WEIGHT);
    expect(result).toEqual({ tooFar: [], compared: weights });
  });

  it.each([1, 5])('has the same running statistics after step %i', (step) => {
    const result = fixture.compare(run.tensors, `after${step}/`, { relative: tolerance.relative }, STATISTIC);
    expect(result).toEqual({ tooFar: [], compared: statistics });
  });

  it.runIf(fixture.description.case.ema > 0).each([1, 5])('has the same averages after step %i', (step) => {
    const averaged = fixture.names(`after${step}.ema/`).filter((tensor) => !tensor.endsWith('num_batches_tracked'));
    const result = fixture.compare(run.tensors, `after${step}.ema/`, { relative: tolerance.relative });
    expect(result).toEqual({ tooFar: [], compared: averaged.length });
    expect(averaged.length).toBeGreaterThan(15);
  });

  it.runIf(fixture.names('after5.exp_avg/').length > 0)('has the same Adam moments after step 5', () => {
    const first = fixture.compare(run.tensors, 'after5.exp_avg/', { relative: tolerance.relative });
    expect(first).toEqual({ tooFar: [], compared: weights });
    const second = fixture.compare(run.tensors, 'after5.exp_avg_sq/', { relative: tolerance.relativeSecondMoment });
    expect(second).toEqual({ tooFar: [], compared: weights });
  });
});
