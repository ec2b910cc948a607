import type { StepData } from '../../contracts/event.js';
import { lttb } from '../../images/lttb.js';

type Loss = 'lossD' | 'lossG';

/**
 * Steps that keep the shape of both losses, peaks and all, in order: half of the points for each loss.
 *
 * MinMaxLTTB (Van Der Donckt et al. 2023): LTTB (Steinarsson 2013) chooses among the extremes of short stretches rather
 * than among all steps, so that a run of a million steps needs no more memory than one of some thousand.
 *
 * @param batches the run's steps, in order
 * @param expected about how many they are
 * @param points at most so many are returned; all, if they are no more
 * @returns the steps, and how many they were chosen from
 */
export async function thinnedSteps(
  batches: AsyncIterable<readonly StepData[]>,
  expected: number,
  points: number,
): Promise<{ steps: StepData[]; total: number }> {
  // Two extremes of each of 2 × points stretches: MinMaxLTTB's ratio of 4.
  const stretch = Math.max(1, Math.floor(expected / (2 * points)));
  const candidates: StepData[] = [];
  let total = 0;
  let last: StepData | undefined;
  for await (const batch of batches) {
    if (total === 0) candidates.push(...batch.slice(0, 1));
    for (let i = 0; i < batch.length; i += stretch) candidates.push(...extremes(batch.slice(i, i + stretch)));
    total += batch.length;
    last = batch.at(-1) ?? last;
  }
  if (last) candidates.push(last);
  const ordered = inOrder(candidates);
  if (ordered.length <= points) return { steps: ordered, total };
  const keeping = (loss: Loss) =>
    lttb(
      ordered,
      Math.floor(points / 2),
      ({ step }) => step,
      (step) => step[loss],
    );
  return { steps: inOrder([...keeping('lossD'), ...keeping('lossG')]), total };
}

function extremes(steps: readonly StepData[]): readonly StepData[] {
  if (steps.length <= 4) return steps;
  return (['lossD', 'lossG'] as const).flatMap((loss) => [extreme(steps, loss, 1), extreme(steps, loss, -1)]);
}

/** @param sign 1 for the greatest, -1 for the least */
function extreme(steps: readonly StepData[], loss: Loss, sign: 1 | -1): StepData {
  return steps.reduce((found, step) => (sign * (step[loss] - found[loss]) > 0 ? step : found));
}

/** Each step once, by number. */
function inOrder(steps: readonly StepData[]): StepData[] {
  return [...new Set(steps)].sort((a, b) => a.step - b.step);
}
