import { describe, expect, it } from 'vitest';
import type { MachineDevices } from '../../src/contracts/devices.js';
import { type Hyperparameters, hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import { trainerEnvironment } from '../../src/jobs/supervisor/trainer-run.js';

const environmentOf = (given: Partial<Hyperparameters>, devices: MachineDevices = { gpus: [], cores: 8 }, set = {}) =>
  trainerEnvironment({ hyperparameters: hyperparametersSchema.parse(given) }, devices, set);

describe('a trainer', () => {
  it('has a thread for every image that workers says to decode at a time, and never fewer than Node has', () => {
    expect(environmentOf({ workers: 0 }).UV_THREADPOOL_SIZE).toBe('4');
    expect(environmentOf({ workers: 16 }).UV_THREADPOOL_SIZE).toBe('18');
  });

  it('sees no GPU for ngpu 0, and the machine’s first for more', () => {
    const devices = { gpus: ['GPU-a', 'GPU-b'], cores: 8 };
    expect(environmentOf({ ngpu: 0 }, devices).CUDA_VISIBLE_DEVICES).toBe('');
    expect(environmentOf({ ngpu: 1 }, devices).CUDA_VISIBLE_DEVICES).toBe('GPU-a');
    expect(environmentOf({ ngpu: 2 }, devices)).toMatchObject({ CUDA_VISIBLE_DEVICES: 'GPU-a' });
    expect(environmentOf({ ngpu: 2 }, devices)).not.toHaveProperty('TF_NUM_INTRAOP_THREADS');
    // Where none was found, TensorFlow looks for itself.
    expect(environmentOf({ ngpu: 1 })).not.toHaveProperty('CUDA_VISIBLE_DEVICES');
  });

  it('takes its share of the cores where replicas have no GPUs, unless the operator has set the threads', () => {
    expect(environmentOf({ ngpu: 3 }).TF_NUM_INTRAOP_THREADS).toBe('2');
    expect(environmentOf({ ngpu: 3 }).CUDA_VISIBLE_DEVICES).toBe('');
    expect(environmentOf({ ngpu: 3 }, undefined, { TF_NUM_INTRAOP_THREADS: '5' })).not.toHaveProperty(
      'TF_NUM_INTRAOP_THREADS',
    );
    expect(environmentOf({ ngpu: 1 })).not.toHaveProperty('TF_NUM_INTRAOP_THREADS');
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
