import { describe, expect, it } from 'vitest';
import type { StepData } from '../../src/contracts/event.js';
import { thinnedSteps } from '../../src/jobs/events/thinned-steps.js';
import { stepEvent } from '../support/api.js';

async function* batchesOf(steps: readonly StepData[]): AsyncGenerator<StepData[]> {
  for (let i = 0; i < steps.length; i += 700) yield steps.slice(i, i + 700);
}

const run = (length: number): StepData[] => Array.from({ length }, (_, i) => stepEvent(i + 1).data);

describe('the steps of a long run', () => {
  it('are thinned out to the points asked for, from the first step to the last', async () => {
    const steps = run(100_000);
    const thinned = await thinnedSteps(batchesOf(steps), steps.length, 500);
    expect(thinned.total).toBe(100_000);
    expect(thinned.steps.length).toBeGreaterThan(400);
    expect(thinned.steps.length).toBeLessThanOrEqual(500);
    expect(thinned.steps[0]).toBe(steps[0]);
    expect(thinned.steps.at(-1)).toBe(steps.at(-1));
    expect(thinned.steps.every(({ step }, i, all) => i === 0 || step > (all[i - 1] as StepData).step)).toBe(true);
  });

  it('keep single peaks of either loss', async () => {
    const steps = run(50_000);
    const peaks = { 1234: { lossD: 30 }, 23456: { lossG: 40 }, 23999: { lossD: -20 }, 44444: { lossG: -25 } };
    for (const [step, losses] of Object.entries(peaks)) Object.assign(steps[Number(step) - 1] as StepData, losses);
    const thinned = await thinnedSteps(batchesOf(steps), steps.length, 200);
    const kept = new Set(thinned.steps.map(({ step }) => step));
    expect(Object.keys(peaks).filter((step) => !kept.has(Number(step)))).toEqual([]);
  });

  it('are all there when they are no more than the points', async () => {
    const steps = run(1_000);
    expect(await thinnedSteps(batchesOf(steps), steps.length, 1_000)).toEqual({ steps, total: 1_000 });
    expect(await thinnedSteps(batchesOf([]), 0, 1_000)).toEqual({ steps: [], total: 0 });
  });
});
