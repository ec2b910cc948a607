import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import type { Device } from '../contracts/job.js';
import { backend } from './backend.js';

/**
 * What TensorFlow computes on in this process.
 * @param replicas processes that train together, each on such a device
 */
export function currentDevice(replicas = 1): Device {
  const gpu = backend.isUsingGpuDevice;
  return {
    kind: gpu ? 'gpu' : 'cpu',
    name: gpu ? 'GPU:0' : (cpus()[0]?.model.trim() ?? 'CPU'),
    threads: Number(process.env.TF_NUM_INTRAOP_THREADS ?? 0) || availableParallelism(),
    replicas,
    tensorflow: backend.binding.TF_Version,
    bfloat16: gpu ? null : bfloat16Instructions(),
  };
}

/** What of a device decides how fast its ops are, in one line. */
export function describeDevice({ name, threads, tensorflow, bfloat16 }: Device): string {
  return [name, bfloat16 ?? 'no bfloat16', `${threads} threads`, `TensorFlow ${tensorflow}`].join(', ');
}

function bfloat16Instructions(): Device['bfloat16'] {
  const flags = readFileSync('/proc/cpuinfo', 'latin1');
  return (['amx_bf16', 'avx512_bf16'] as const).find((name) => flags.includes(name)) ?? null;
}
