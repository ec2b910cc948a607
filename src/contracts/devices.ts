import { z } from 'zod';

/** What a machine's trainers can compute on. */
export const machineDevicesSchema = z.object({
  /** GPUs that TensorFlow can use, by names that CUDA_VISIBLE_DEVICES takes. */
  gpus: z.array(z.string()),
  /** Processor cores. */
  cores: z.int().min(1),
});
export type MachineDevices = z.infer<typeof machineDevicesSchema>;

/** How many replicas of a run a machine has devices for: its GPUs, or where it has none, its cores. */
export function replicaLimit({ gpus, cores }: MachineDevices): number {
  return gpus.length || cores;
}

/** The limit in words: `2 GPUs`, or `8 CPU cores and no GPU`. */
export function describeDevices({ gpus, cores }: MachineDevices): string {
  return gpus.length > 0 ? counted(gpus.length, 'GPU') : `${counted(cores, 'CPU core')} and no GPU`;
}

const THREADS = 'TF_NUM_INTRAOP_THREADS';

/**
 * What TensorFlow and CUDA read so that one replica computes on its own device: a GPU, or a share of the cores.
 * @param ngpu the hyperparameter: 0 for the CPU, else the number of replicas
 * @param rank the replica's number, from 0
 * @param given the environment that this is added to; threads that an operator has set there are left alone
 */
export function replicaEnvironment(
  { gpus, cores }: MachineDevices,
  ngpu: number,
  rank: number,
  given: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const gpu = ngpu > 0 ? gpus[rank] : undefined;
  if (gpu !== undefined) return { CUDA_VISIBLE_DEVICES: gpu };
  // No GPU was found, but TensorFlow may look for itself.
  if (ngpu === 1) return {};
  const threads = ngpu > 1 && !given[THREADS] ? { [THREADS]: String(Math.max(1, Math.floor(cores / ngpu))) } : {};
  return { CUDA_VISIBLE_DEVICES: '', ...threads };
}

/**
 * What TensorFlow and the convolutions of `src/engine/native` read in a sampler: its own ops have one thread, the convolutions
 * as many as are set, or one for each core. For few designs more threads only cost TensorFlow time, which waits by spinning,
 * and take a core from the API. A design also has the same bits then whatever a machine's number of cores.
 * @param given the environment that this is added to
 */
export function samplerEnvironment(given: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return { [THREADS]: '1', ATELIER_CONVOLUTION_THREADS: given[THREADS] ?? '' };
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
