import { describe, expect, it } from 'vitest';
import { farthest, requireGpus, trainers } from './gpus.js';

requireGpus(1);
const { train } = trainers();

describe('training on a GPU', () => {
  // Steps carry rounding on: float32's sums in another order, 10 bits of the mantissa in tf32, and 8 in bf16, whose
  // tolerance is that of test/gan/precision.test.ts. Losses are between 0.1 and 5.
  it.each([
    ['fp32', 0.01],
    ['tf32', 0.05],
    ['bf16', 0.2],
  ] as const)('in %s has the losses of float32 on the CPU, to %d', async (precision, tolerance) => {
    const [cpu, gpu] = [await train({ ngpu: 0 }), await train({ ngpu: 1, precision })];
    expect(gpu.device.kind).toBe('gpu');
    expect(gpu.steps).toHaveLength(12);
    expect(farthest(gpu, cpu)).toBeLessThan(tolerance);
  });

  it('has the losses of the CPU in its first step, before any rounding was learnt from', async () => {
    const [cpu, gpu] = [await train({ ngpu: 0, numEpochs: 1 }), await train({ ngpu: 1, numEpochs: 1 })];
    expect(gpu.device.kind).toBe('gpu');
    expect(gpu.steps[0]?.lossD).toBeCloseTo(cpu.steps[0]?.lossD as number, 4);
    expect(gpu.steps[0]?.dReal).toBeCloseTo(cpu.steps[0]?.dReal as number, 4);
  });

  it('tries no formulations in bf16: cuDNN tunes itself', async () => {
    const { messages } = await train({ ngpu: 1, precision: 'bf16', numEpochs: 1 });
    const checkpoint = messages.findLast((message) => message.type === 'checkpoint');
    expect(checkpoint?.manifest.tuning?.formulations ?? {}).toEqual({});
  });

  it('gives equal bytes twice with deterministic kernels', async () => {
    const run = () => train({ ngpu: 1, deterministic: true });
    expect((await run()).weights).toBe((await run()).weights);
  });

  it('multiplies in TensorFloat-32 only where tf32 is asked for', async () => {
    const run = (precision: 'fp32' | 'tf32') => train({ ngpu: 1, deterministic: true, precision });
    expect((await run('tf32')).weights).not.toBe((await run('fp32')).weights);
  });
});
