import { describe, expect, it } from 'vitest';
import type { Warning } from '../../src/contracts/warning.js';
import { BalanceWatch, WON_AFTER_STEPS } from '../../src/gan/balance-watch.js';
import type { StepMetrics } from '../../src/gan/training-step.js';

const even: StepMetrics = { lossD: 1.3, lossG: 0.8, dReal: 0.6, dFakeBefore: 0.5, dFakeAfter: 0.4 };
const discriminatorWins: StepMetrics = { lossD: 0, lossG: 1_645, dReal: 1, dFakeBefore: 0, dFakeAfter: 0 };
const generatorWins: StepMetrics = { lossD: 80, lossG: 0, dReal: 1, dFakeBefore: 1, dFakeAfter: 1 };

/** What is said, by step, of a run with these steps from 1 on. */
function saidOf(steps: readonly StepMetrics[], watch = new BalanceWatch(), first = 1): [number, Warning][] {
  return steps.flatMap((metrics, i) => {
    const warning = watch.see(first + i, metrics);
    return warning ? [[first + i, warning] as [number, Warning]] : [];
  });
}

const times = (count: number, metrics: StepMetrics) => Array.from({ length: count }, () => metrics);

describe('a network that has beaten the other', () => {
  it.each([
    ['discriminator_won', discriminatorWins],
    ['generator_won', generatorWins],
  ] as const)('is told of once, as %s', (code, metrics) => {
    const steps = [...times(8, even), ...times(WON_AFTER_STEPS + 100, metrics)];
    expect(saidOf(steps)).toMatchObject([[8 + WON_AFTER_STEPS, { code, fromStep: 9, toStep: null }]]);
  });

  it('is not told of a step earlier, nor if the other catches up in between', () => {
    const almost = times(WON_AFTER_STEPS - 1, discriminatorWins);
    expect(saidOf([...almost, even, ...almost, generatorWins, ...almost])).toEqual([]);
  });

  it.each([
    ['most photos', { dReal: 0.4 }],
    ['a design', { dFakeBefore: 2e-4 }],
    ['a design after its update', { dFakeAfter: 2e-4 }],
  ])('has not won while the discriminator is in doubt of %s', (_what, doubt) => {
    expect(saidOf(times(200, { ...discriminatorWins, ...doubt }))).toEqual([]);
  });

  it('has won though it errs of a photo now and then', () => {
    const steps = times(WON_AFTER_STEPS, discriminatorWins).map((metrics, i) =>
      i % 7 ? metrics : { ...metrics, dReal: 0.75 },
    );
    expect(saidOf(steps)).toMatchObject([[WON_AFTER_STEPS, { code: 'discriminator_won', fromStep: 1 }]]);
  });

  it('is told of again when the other has caught up', () => {
    const watch = new BalanceWatch();
    const said = saidOf([...times(110, discriminatorWins), ...times(5, even)], watch);
    expect(said.map(([step, { fromStep, toStep }]) => [step, fromStep, toStep])).toEqual([
      [100, 1, null],
      [111, 1, 110],
    ]);
    expect(watch.warnings).toEqual([said[1]?.[1]]);
  });

  it('leaves one warning of each kind, however often it happens', () => {
    const watch = new BalanceWatch();
    const turn = [...times(110, discriminatorWins), even, ...times(110, generatorWins), even];
    saidOf([...turn, ...turn, ...turn], watch);
    expect(watch.warnings.map(({ code, fromStep }) => [code, fromStep])).toEqual([
      ['discriminator_won', 445],
      ['generator_won', 556],
    ]);
  });

  it('is told of at the same steps wherever the run was interrupted', () => {
    const steps = [
      ...times(3, even),
      ...times(120, discriminatorWins),
      ...times(3, even),
      ...times(105, generatorWins),
    ];
    const straight = saidOf(steps);
    expect(straight).toHaveLength(3);
    for (let cut = 0; cut <= steps.length; cut++) {
      const before = new BalanceWatch();
      const said = saidOf(steps.slice(0, cut), before);
      const after = new BalanceWatch(structuredClone(before.state));
      expect([...said, ...saidOf(steps.slice(cut), after, cut + 1)]).toEqual(straight);
    }
  });
});
