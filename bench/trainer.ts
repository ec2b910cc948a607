/**
 * What a real trainer loses against the bare training step, and how it compares with the tutorial as a program.
 *
 * The trainer (data, metrics, events, a grid and a checkpoint an epoch) and the bare step take turns: while one is
 * measured, the other stands still. A turn of the trainer is a whole epoch, so everything that an epoch costs is in it.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type BenchDataset, benchDataset } from './support/dataset.js';
import { MemoryWatch } from './support/memory.js';
import { peerScript, pythonWith, TORCHVISION } from './support/python.js';
import { type StepHeard, TrainerProcess } from './support/trainer-process.js';
import { ourStep, type StepTimes, TUTORIAL } from './support/training-step.js';
import { conclude, higherIsBetter, lowerIsBetter, median, say, type Verdict } from './support/verdict.js';

/** A trainer may lose 3 % against the bare step. */
const BAR = 0.97;
const BARE_STEPS = 6;

export const options = {
  rounds: { type: 'string' },
  images: { type: 'string' },
  evaluate: { type: 'string' },
} as const;

/** @param evaluate `evaluateImages` of the trainer that is held against the bare step */
export async function run({
  rounds = '3',
  images,
  evaluate = '0',
}: {
  rounds?: string;
  images?: string;
  evaluate?: string;
}): Promise<Verdict> {
  const data = await benchDataset(images, 1536);
  try {
    const torch = await tutorialProgram(data);
    const cold = await firstEpoch(data);
    const ours = await againstBareStep(data, Number(rounds), Number(evaluate));
    return conclude({
      throughput: higherIsBetter(ours.imagesPerSecond, ours.bareImagesPerSecond, 'images/s', BAR),
      'longest stop, beyond a step, against a step': lowerIsBetter(ours.longestStop, ours.stepSeconds, 's', 1),
      'peak memory, workers included': lowerIsBetter(cold.peakMemory, torch.peakMemory, 'MiB', 1),
      'first step, images not yet prepared': lowerIsBetter(cold.firstStep, torch.firstStep, 's', null),
      'first step, images prepared before': lowerIsBetter(ours.firstStep, torch.firstStep, 's', null),
    });
  } finally {
    await data.remove();
  }
}

/** A run of its own until a checkpoint is behind it: to look at its memory takes time. */
async function firstEpoch(data: BenchDataset): Promise<{ firstStep: number; peakMemory: number }> {
  const trainer = await TrainerProcess.start(data, { numEpochs: 2 });
  const memory = new MemoryWatch(trainer.pid);
  const { at } = (await trainer.nextStep()) as StepHeard;
  for (let step = 1; step < epochAndMore(data); step++) await trainer.nextStep();
  const peakMemory = memory.stop();
  trainer.kill();
  return { firstStep: at, peakMemory };
}

/** Steps until a checkpoint is behind a program. */
function epochAndMore(data: BenchDataset): number {
  return Math.ceil((1.2 * data.dataset.images) / TUTORIAL.batch);
}

async function againstBareStep(data: BenchDataset, rounds: number, evaluateImages: number) {
  const bare = ourStep('fp32', TUTORIAL);
  await bare.ask({ steps: 2 });
  const stepsPerEpoch = Math.ceil(data.dataset.images / TUTORIAL.batch);
  // Each turn starts with a step that is not counted.
  const trainer = await TrainerProcess.start(data, { numEpochs: rounds * 2 + 2, evaluateImages });
  const next = async () => (await trainer.nextStep()) as StepHeard;
  const first = await next();
  let from = await next();
  const epochs: number[] = [];
  const intervals: number[] = [];
  const bareSteps: number[] = [];
  for (let round = 0; round < rounds; round++) {
    let last = from;
    while (last.step.step < from.step.step + stepsPerEpoch) {
      const heard = await next();
      intervals.push(heard.at - last.at);
      last = heard;
    }
    epochs.push(last.at - from.at);
    trainer.suspend();
    bareSteps.push(...(await bare.ask<StepTimes>({ steps: BARE_STEPS })).seconds);
    trainer.resume();
    from = await next();
    say(`round ${round + 1}: ${(stepsPerEpoch / (epochs.at(-1) as number)).toFixed(3)} steps/s`);
  }
  trainer.kill();
  await bare.close();
  // An epoch's last batch is smaller.
  const bareEpoch = median(bareSteps) * (data.dataset.images / TUTORIAL.batch);
  return {
    imagesPerSecond: data.dataset.images / median(epochs),
    bareImagesPerSecond: data.dataset.images / bareEpoch,
    stepSeconds: median(intervals),
    longestStop: Math.max(0.001, Math.max(...intervals) - median(intervals)),
    firstStep: first.at,
  };
}

/** The tutorial's own program on the same photos, until it has written a checkpoint. */
async function tutorialProgram(data: BenchDataset): Promise<{ firstStep: number; peakMemory: number }> {
  const python = pythonWith(TORCHVISION);
  const start = performance.now();
  const child = spawn(python, [peerScript('trainer.py'), data.images, data.folders.store], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const steps = epochAndMore(data);
  const memory = new MemoryWatch(child.pid as number);
  let firstStep = 0;
  let done = 0;
  for await (const _line of createInterface({ input: child.stdout })) {
    firstStep ||= (performance.now() - start) / 1000;
    if (++done === steps) break;
  }
  const peakMemory = memory.stop();
  child.kill('SIGKILL');
  if (done < steps) throw new Error(`the tutorial's program ended after ${done} steps`);
  say(`the tutorial's program: first step after ${firstStep.toFixed(1)} s, peak ${peakMemory.toFixed(0)} MiB`);
  return { firstStep, peakMemory };
}
