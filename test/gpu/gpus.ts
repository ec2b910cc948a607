import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { MachineDevices } from '../../src/contracts/devices.js';
import type { StepData } from '../../src/contracts/event.js';
import type { Hyperparameters } from '../../src/contracts/hyperparameters.js';
import type { Device } from '../../src/contracts/job.js';
import type { FromTrainer } from '../../src/contracts/trainer-messages.js';
import { TrainerProcess, type TrainingGround, trainingGround } from '../support/trainer-process.js';

/** The built file, because it starts another built file to ask TensorFlow. */
const { findMachineDevices } = (await import(
  new URL('../../dist/src/jobs/workers/machine-devices.js', import.meta.url).href
)) as typeof import('../../src/jobs/workers/machine-devices.js');

const machine: MachineDevices = await findMachineDevices();

/** The same machine as if it had no GPU. */
export const PROCESSOR: MachineDevices = { ...machine, gpus: [] };

/** Skips the tests of a file, with the reason, on machines with fewer GPUs. */
export function requireGpus(count: number): void {
  beforeEach(({ skip }) => {
    const found = machine.gpus.length;
    skip(found < count, `needs ${count} GPU${count > 1 ? 's' : ''} that TensorFlow can use, and there are ${found}`);
  });
}

/** Wide enough for the kernels that real jobs use, small enough for seconds. 4 steps an epoch. */
const SMALL = { imageSize: 32, batchSize: 8, ngf: 16, ndf: 16, nz: 16, numEpochs: 3 } as const;
const IMAGES = 32;

/** What a run told of itself. */
export interface Run {
  readonly device: Device;
  readonly steps: readonly StepData[];
  readonly messages: readonly FromTrainer[];
  /** Of the last checkpoint. */
  readonly weights: string;
}

/** Gives a file's tests real trainers, each in a folder of its own; the folders go with the file. */
export function trainers(): {
  start: (given: Partial<Hyperparameters>) => Promise<TrainerProcess>;
  train: (given: Partial<Hyperparameters>, on?: MachineDevices) => Promise<Run>;
} {
  let folder: string;
  let grounds = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-gpu-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const ground = async (given: Partial<Hyperparameters>): Promise<TrainingGround> => {
    const own = join(folder, String(grounds++));
    await mkdir(own);
    return await trainingGround(own, IMAGES, { ...SMALL, ...given });
  };
  const start = async (given: Partial<Hyperparameters>, on = machine) => new TrainerProcess(await ground(given), on);
  const train = async (given: Partial<Hyperparameters>, on = machine): Promise<Run> => {
    const trainer = await start(given, on);
    await trainer.ended;
    return runOf(trainer.messages);
  };
  return { start, train };
}

/** The largest difference of a loss between two runs, over all steps. */
export function farthest(one: Run, other: Run): number {
  const differences = one.steps.flatMap((step, i) => {
    const same = other.steps[i] as StepData;
    return [Math.abs(step.lossD - same.lossD), Math.abs(step.lossG - same.lossG)];
  });
  return Math.max(...differences);
}

/** @throws Error unless the run has finished */
function runOf(messages: readonly FromTrainer[]): Run {
  const last = messages.at(-1);
  if (last?.type !== 'ended' || last.outcome !== 'finished') throw new Error(`it ended with ${JSON.stringify(last)}`);
  const device = messages.find((message) => message.type === 'device')?.device as Device;
  const steps = messages.flatMap((message) =>
    message.type === 'event' && message.event.type === 'step' ? [message.event.data] : [],
  );
  const checkpoint = messages.findLast((message) => message.type === 'checkpoint');
  return { device, steps, messages, weights: checkpoint?.manifest.weights.sha256 as string };
}

/** Memory of the first GPU, in MiB, whoever uses it. */
export async function gpuMemory(): Promise<{ used: number; total: number }> {
  const query = ['--query-gpu=memory.used,memory.total', '--format=csv,noheader,nounits', '-i', machine.gpus[0] ?? '0'];
  const { stdout } = await promisify(execFile)('nvidia-smi', query);
  const [used, total] = stdout.split(',').map(Number) as [number, number];
  return { used, total };
}
