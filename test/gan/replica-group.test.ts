/** Runs of two replicas, in real trainers on a real store. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckpointManifest } from '../../src/contracts/checkpoint.js';
import type { MachineDevices } from '../../src/contracts/devices.js';
import type { FromTrainer } from '../../src/contracts/trainer-messages.js';
import { copyStart } from '../../src/jobs/checkpoints/continuation.js';
import { childrenOf, untilGone } from '../support/processes.js';
import { TrainerProcess, type TrainingGround, trainingGround } from '../support/trainer-process.js';

/** Epochs of three steps: batches of 8, 8 and 3, which two replicas divide into 4 + 4 and 2 + 1. */
const IMAGES = 19;
const hyperparameters = {
  ngpu: 2,
  imageSize: 32,
  batchSize: 8,
  ngf: 4,
  ndf: 4,
  nz: 8,
  numEpochs: 20,
  checkpointEvery: 10,
  sampleEvery: 60,
} as const;
const devices: MachineDevices = { gpus: [], cores: 2 };

let folder: string;
let grounds = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-replica-group-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function newGround(changes = {}): Promise<TrainingGround> {
  const own = join(folder, String(grounds++));
  await mkdir(own);
  return await trainingGround(own, IMAGES, { ...hyperparameters, ...changes });
}

/** Trains to the end. @returns the hash of the last checkpoint's weights */
async function finish(ground: TrainingGround): Promise<string> {
  const trainer = new TrainerProcess(ground, devices);
  await trainer.ended;
  expect(trainer.messages.at(-1)).toEqual({ type: 'ended', outcome: 'finished' });
  return lastWeights(trainer.messages);
}

function lastWeights(messages: readonly FromTrainer[]): string {
  return lastCheckpoint(messages).weights.sha256;
}

function lastCheckpoint(messages: readonly FromTrainer[]): CheckpointManifest {
  const checkpoint = messages.findLast((message) => message.type === 'checkpoint');
  return checkpoint?.manifest as CheckpointManifest;
}

/** Process ids of the replicas beside the first. */
function replicasOf(trainer: TrainerProcess): Promise<number[]> {
  return childrenOf(trainer.process.pid as number, 'replica.js');
}

describe('a run of two replicas', () => {
  let straight: string;
  beforeAll(async () => {
    straight = await finish(await newGround());
  });

  it('says on what it trains, ends, and leaves no process behind', async () => {
    const trainer = new TrainerProcess(await newGround(), devices);
    await trainer.untilStep(1);
    const replicas = await replicasOf(trainer);
    expect(replicas).toHaveLength(1);
    await trainer.ended;
    await Promise.all(replicas.map(untilGone));
    const device = trainer.messages.find((message) => message.type === 'device')?.device;
    expect(device).toMatchObject({ kind: 'cpu', replicas: 2, threads: 1 });
    expect(lastWeights(trainer.messages)).toBe(straight);
  });

  it('goes on bit for bit after a shutdown', async () => {
    const ground = await newGround();
    const trainer = new TrainerProcess(ground, devices);
    await trainer.untilStep(15);
    trainer.send({ type: 'stop', reason: 'shutdown' });
    await trainer.ended;
    expect(trainer.messages.at(-1)).toEqual({ type: 'ended', outcome: 'stopped' });
    expect(await finish(ground)).toBe(straight);
  });

  it('starts from a checkpoint of another job in every replica', async () => {
    const ground = await newGround({ numEpochs: 2 });
    const first = new TrainerProcess(ground, devices);
    await first.ended;
    const job = { ...ground.job, id: 'job_00000000000000000000000001' };
    const dataset = job.dataset as string;
    await copyStart(ground.store, lastCheckpoint(first.messages), { ...job, dataset });
    expect(await finish({ ...ground, job })).not.toBe(lastWeights(first.messages));
  });

  it('ends by name of the replica that was killed, and goes on bit for bit', async () => {
    const ground = await newGround();
    const trainer = new TrainerProcess(ground, devices);
    await trainer.untilStep(15);
    const [replica] = (await replicasOf(trainer)) as [number];
    process.kill(replica, 'SIGKILL');
    await trainer.ended;
    expect(trainer.messages.at(-1)).toEqual({ type: 'crashed', how: 'replica 1 was killed by SIGKILL' });
    expect(await finish(ground)).toBe(straight);
  });

  it('goes on bit for bit with every option on', async () => {
    const options = {
      architecture: 'resize-convolution',
      objective: 'hinge',
      augmentations: ['flip', 'translation'],
      ema: 0.9,
      numEpochs: 8,
    };
    const uninterrupted = await finish(await newGround(options));
    expect(uninterrupted).not.toBe(straight);
    const ground = await newGround(options);
    const trainer = new TrainerProcess(ground, devices);
    await trainer.untilStep(15);
    trainer.process.kill('SIGKILL');
    await trainer.ended;
    expect(await finish(ground)).toBe(uninterrupted);
  });

  it('leaves no replica behind when its trainer is killed while the replica waits for it', async () => {
    const trainer = new TrainerProcess(await newGround({ numEpochs: 10_000 }), devices);
    await trainer.untilStep(2);
    const pid = trainer.process.pid as number;
    const [replica] = (await replicasOf(trainer)) as [number];
    // Stopped, it gives no answer: wherever the replica is, it can get no further than the next exchange.
    process.kill(pid, 'SIGSTOP');
    process.kill(pid, 'SIGKILL');
    const killed = performance.now();
    await untilGone(replica);
    expect(performance.now() - killed).toBeLessThan(5_000);
  });

  it('computes in bfloat16 by the choices that are kept on the machine, in every replica', async () => {
    const ground = await newGround({ precision: 'bf16', numEpochs: 4 });
    const again = async () => {
      await rm(join(ground.store.root, 'jobs'), { recursive: true });
      return await finish(ground);
    };
    await finish(ground);
    expect(await again()).toBe(await again());
  });

  it.each([
    [{ gpus: [], cores: 1 }, 'ngpu is 2, and this worker has 1 CPU core and no GPU.'],
    [{ gpus: ['GPU-1'], cores: 8 }, 'ngpu is 2, and this worker has 1 GPU.'],
    [{ gpus: ['GPU-1', 'GPU-2'], cores: 8 }, 'TensorFlow can use none of the GPUs that this worker has found.'],
  ])('is refused by a worker that has too little: %j', async (fewer, message) => {
    const trainer = new TrainerProcess(await newGround(), fewer);
    await trainer.ended;
    expect(trainer.messages).toEqual([{ type: 'failed', error: { code: 'too_many_devices', message } }]);
  });
});
