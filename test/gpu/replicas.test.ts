import { expect, it } from 'vitest';
import { farthest, PROCESSOR, requireGpus, trainers } from './gpus.js';

requireGpus(2);
const { train } = trainers();

it('trains on two GPUs, a replica on each, with equal bytes twice', async () => {
  const run = () => train({ ngpu: 2, deterministic: true });
  const [first, second] = [await run(), await run()];
  expect(first.device).toMatchObject({ kind: 'gpu', replicas: 2 });
  expect(first.weights).toBe(second.weights);
});

it('has the losses of two replicas on the CPU, to 0.01', async () => {
  const [gpus, cores] = [await train({ ngpu: 2 }), await train({ ngpu: 2 }, PROCESSOR)];
  expect(cores.device.kind).toBe('cpu');
  expect(farthest(gpus, cores)).toBeLessThan(0.01);
});
