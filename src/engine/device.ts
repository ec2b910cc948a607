import { availableParallelism, cpus } from 'node:os';
import type { Device } from '../contracts/job.js';
import { backend } from './backend.js';

/** What TensorFlow computes on in this process. */
export function currentDevice(): Device {
  const gpu = backend.isUsingGpuDevice;
  return {
    kind: gpu ? 'gpu' : 'cpu',
    name: gpu ? 'GPU:0' : (cpus()[0]?.model.trim() ?? 'CPU'),
    threads: Number(process.env.TF_NUM_INTRAOP_THREADS ?? 0) || availableParallelism(),
    tensorflow: backend.binding.TF_Version,
  };
}
