/** Whether a long run holds what it holds at its start: tensors exactly, memory as nearly as an allocator can. */
import { readFileSync } from 'node:fs';
import { hyperparametersSchema } from '../src/contracts/hyperparameters.js';
import { statelessNormal } from '../src/engine/random.js';
import { type Tensor4D, tf } from '../src/engine/tensorflow.js';
import { takeSnapshot } from '../src/gan/checkpoint.js';
import { Gan } from '../src/gan/gan.js';
import { fixedNoise, generateBytes } from '../src/gan/sample-grid.js';
import { trainingStep } from '../src/gan/training-step.js';
import { lowerIsBetter, say, type Verdict } from './support/verdict.js';

/** Where the comparison starts: caches and the allocator have their size by then. */
const WARM_SHARE = 0.1;
/** Memory at the end may be 3 % more than at the start. */
const BAR = 0.97;
const EPOCH = 50;
const BATCH = 16;

export const options = { steps: { type: 'string' }, precision: { type: 'string' } } as const;

/** Narrow networks, so that thousands of steps take minutes: a leak is one of tensors, whatever their size. */
export async function run({
  steps = '5000',
  precision = 'fp32',
}: {
  steps?: string;
  precision?: string;
}): Promise<Verdict> {
  const total = Number(steps);
  const hyperparameters = hyperparametersSchema.parse({ ngf: 8, ndf: 8, batchSize: BATCH, precision });
  const { nz, manualSeed: seed } = hyperparameters;
  const gan = new Gan(hyperparameters);
  const watched = fixedNoise(hyperparameters);
  let warm = 0;
  const tensors = new Set<number>();
  for (let step = 0; step < total; step++) {
    const real = tf.tidy(() => statelessNormal([BATCH, 64, 64, 3], { seed, stream: 'noise', index: step }).tanh());
    const noise = statelessNormal([BATCH, 1, 1, nz], { seed, stream: 'noise', index: total + step });
    trainingStep(gan, { real: real as Tensor4D, noise: noise as Tensor4D });
    tf.dispose([real, noise]);
    if (step % EPOCH === 0) {
      takeSnapshot(gan);
      generateBytes(gan.generator, watched);
    }
    tensors.add(tf.memory().numTensors);
    if (step === Math.floor(WARM_SHARE * total)) warm = memory();
    if ((step + 1) % (total / 10) === 0)
      say(`step ${step + 1}: ${tf.memory().numTensors} tensors, ${memory().toFixed(0)} MiB`);
  }
  const verdict = lowerIsBetter(memory(), warm, 'MiB', BAR);
  return { ...verdict, holds: verdict.holds && tensors.size === 1 };
}

/** Resident memory of this process, in MiB. */
function memory(): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]) / 1024;
}
