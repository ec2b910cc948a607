import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { MachineDevices } from '../../contracts/devices.js';
import type { Device } from '../../contracts/job.js';

const run = promisify(execFile);

/**
 * What this machine's trainers can compute on. NVIDIA's driver counts the GPUs; whether TensorFlow can use them, a
 * process of its own finds out, because a worker never loads TensorFlow.
 */
export async function findMachineDevices(): Promise<MachineDevices> {
  const gpus = visibleGpus(process.env.CUDA_VISIBLE_DEVICES, await installedGpus());
  const usable = gpus.length > 0 && (await tensorflowUsesGpu());
  return { gpus: usable ? gpus : [], cores: availableParallelism() };
}

/** What TensorFlow computes on, as a process that loads it says. @throws Error if it can't be loaded */
export async function probeTensorflow(): Promise<Device> {
  const probe = fileURLToPath(new URL('../../probe-device.js', import.meta.url));
  const { stdout } = await run(process.execPath, [probe]);
  return JSON.parse(stdout) as Device;
}

/**
 * The GPUs that CUDA shows to a process.
 * @param visible CUDA_VISIBLE_DEVICES: indices or UUIDs, of which those before the first wrong one count; unset for all
 * @param installed UUIDs of the machine's GPUs
 */
export function visibleGpus(visible: string | undefined, installed: readonly string[]): string[] {
  if (visible === undefined) return [...installed];
  const names = visible.split(',').map((name) => name.trim());
  const exists = (name: string) => (/^\d+$/.test(name) ? Number(name) < installed.length : /^(GPU|MIG)-/.test(name));
  const wrong = names.findIndex((name) => !exists(name));
  return wrong < 0 ? names : names.slice(0, wrong);
}

/** UUIDs of the machine's GPUs; none where NVIDIA's driver is not installed. */
export async function installedGpus(): Promise<string[]> {
  try {
    const { stdout } = await run('nvidia-smi', ['-L']);
    return Array.from(stdout.matchAll(/^GPU \d+: .*\(UUID: (\S+)\)/gm), ([, uuid]) => uuid as string);
  } catch {
    return [];
  }
}

async function tensorflowUsesGpu(): Promise<boolean> {
  try {
    return (await probeTensorflow()).kind === 'gpu';
  } catch {
    return false;
  }
}
