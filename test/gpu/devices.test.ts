import { describe, expect, it } from 'vitest';
import { gpuMemory, requireGpus, trainers } from './gpus.js';

requireGpus(1);
const { start, train } = trainers();

describe('a job', () => {
  it('with ngpu 0 computes on the CPU and takes none of the GPU’s memory', async () => {
    const before = await gpuMemory();
    const trainer = await start({ ngpu: 0 });
    await trainer.untilStep(1);
    const during = await gpuMemory();
    await trainer.ended;
    expect(trainer.messages.find((message) => message.type === 'device')?.device.kind).toBe('cpu');
    // Even an empty CUDA context takes more.
    expect(during.used - before.used).toBeLessThan(100);
  });

  it('with ngpu 1 names the GPU', async () => {
    expect((await train({ ngpu: 1, numEpochs: 1 })).device).toMatchObject({ kind: 'gpu', name: 'GPU:0', replicas: 1 });
  });

  it('takes memory as it needs it, not the whole card', async () => {
    const before = await gpuMemory();
    const trainer = await start({ ngpu: 1 });
    await trainer.untilStep(1);
    const during = await gpuMemory();
    await trainer.ended;
    expect(during.used - before.used).toBeGreaterThan(100);
    // TensorFlow takes nearly all that is free where it may not grow.
    expect(during.used - before.used).toBeLessThan((before.total - before.used) / 2);
  });
});
