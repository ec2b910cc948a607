/**
 * Whether training in bfloat16 stays within the noise of training in float32, over 300 steps of the tutorial's networks
 * on photos. The noise is what another seed changes: the losses of each window of 50 steps are compared between
 * precisions at the same seed, and between seeds in float32.
 */
import { type BenchDataset, benchDataset } from './support/dataset.js';
import { TrainerProcess } from './support/trainer-process.js';
import { lowerIsBetter, say, type Verdict } from './support/verdict.js';

const SEEDS = [999, 1000, 1001];
const STEPS = 300;
const WINDOW = 50;
const BATCH = 32;
/** A difference between precisions may be a quarter larger than one between seeds: both are estimates from few runs. */
const BAR = 0.8;

/** Mean lossD and lossG of each window, in order. */
type Curve = readonly number[];

export const options = { images: { type: 'string' } } as const;

export async function run({ images }: { images?: string }): Promise<Verdict> {
  const data = await benchDataset(images, 960);
  try {
    const fp32: Curve[] = [];
    const bf16: Curve[] = [];
    for (const seed of SEEDS) {
      fp32.push(await train(data, 'fp32', seed));
      bf16.push(await train(data, 'bf16', seed));
    }
    const betweenPrecisions = mean(fp32.map((curve, i) => distance(curve, bf16[i] as Curve)));
    const pairs = fp32.flatMap((a, i) => fp32.slice(i + 1).map((b) => distance(a, b)));
    return lowerIsBetter(betweenPrecisions, mean(pairs), 'mean difference of a window of losses', BAR);
  } finally {
    await data.remove();
  }
}

async function train(data: BenchDataset, precision: 'fp32' | 'bf16', manualSeed: number): Promise<Curve> {
  const numEpochs = Math.ceil((STEPS * BATCH) / data.dataset.images);
  const trainer = await TrainerProcess.start(data, { precision, manualSeed, batchSize: BATCH, numEpochs });
  const losses: [number, number][] = [];
  while (losses.length < STEPS) {
    const heard = await trainer.nextStep();
    if (!heard) throw new Error(`the run ended after ${losses.length} steps`);
    losses.push([heard.step.lossD, heard.step.lossG]);
  }
  trainer.kill();
  const windows = Array.from({ length: STEPS / WINDOW }, (_, i) => losses.slice(i * WINDOW, (i + 1) * WINDOW));
  const curve = windows.flatMap((window) => [mean(window.map(([d]) => d)), mean(window.map(([, g]) => g))]);
  say(`${precision}, seed ${manualSeed}: lossD lossG ${curve.map((loss) => loss.toFixed(2)).join(' ')}`);
  return curve;
}

function distance(a: Curve, b: Curve): number {
  return mean(a.map((loss, i) => Math.abs(loss - (b[i] as number))));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
