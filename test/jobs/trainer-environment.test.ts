import { describe, expect, it } from 'vitest';
import { type Hyperparameters, hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import { trainerEnvironment } from '../../src/jobs/trainer-run.js';

const environmentOf = (given: Partial<Hyperparameters>) =>
  trainerEnvironment({ hyperparameters: hyperparametersSchema.parse(given) });

describe('a trainer', () => {
  it('has a thread for every image that workers says to decode at a time, and never fewer than Node has', () => {
    expect(environmentOf({ workers: 0 }).UV_THREADPOOL_SIZE).toBe('4');
    expect(environmentOf({ workers: 16 }).UV_THREADPOOL_SIZE).toBe('18');
  });

  it('sees no GPU for ngpu 0, and the machine’s for 1', () => {
    expect(environmentOf({ ngpu: 0 }).CUDA_VISIBLE_DEVICES).toBe('');
    expect(environmentOf({ ngpu: 1 })).not.toHaveProperty('CUDA_VISIBLE_DEVICES');
  });

  it('may multiply in TensorFloat-32 unless float32 is asked for', () => {
    expect(environmentOf({}).NVIDIA_TF32_OVERRIDE).toBe('0');
    expect(environmentOf({ precision: 'tf32' })).not.toHaveProperty('NVIDIA_TF32_OVERRIDE');
    expect(environmentOf({ precision: 'bf16' })).not.toHaveProperty('NVIDIA_TF32_OVERRIDE');
  });

  it('uses deterministic kernels where they are asked for', () => {
    expect(environmentOf({ deterministic: true }).TF_DETERMINISTIC_OPS).toBe('1');
    expect(environmentOf({})).not.toHaveProperty('TF_DETERMINISTIC_OPS');
  });
});
