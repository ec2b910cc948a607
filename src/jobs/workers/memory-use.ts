import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import type { MachineDevices } from '../../contracts/devices.js';
import type { MemoryUse } from '../../telemetry/device-metrics.js';

const run = promisify(execFile);

const MIB = 1024 ** 2;
/** A driver that doesn't answer must not hold up whoever asks, in ms. */
const DRIVER_TIMEOUT_MS = 2_000;
const QUERY = ['--query-gpu=index,uuid,memory.used,memory.total', '--format=csv,noheader,nounits'];

/** Entry points of children, and what computes among them. */
const KINDS = new Set(['trainer', 'replica', 'sampler', 'decoder']);
const COMPUTING = ['trainer', 'replica', 'sampler'] as const;

/** What the devices of this machine and the children of this process hold. */
export async function readMemoryUse(devices: MachineDevices): Promise<MemoryUse> {
  const processes: Record<string, number> = {};
  for (const { kind, bytes } of await descendants(process.pid)) processes[kind] = (processes[kind] ?? 0) + bytes;
  const used = COMPUTING.reduce((sum, kind) => sum + (processes[kind] ?? 0), 0);
  const gpus = devices.gpus.length > 0 ? await readGpus(devices.gpus) : [];
  return { devices: [{ device: 'cpu', used, total: memoryLimit() }, ...gpus], processes };
}

/** That of the container, if it has one, or of the machine. */
function memoryLimit(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** The processes below one. What ends meanwhile is left out. */
async function descendants(pid: number): Promise<{ kind: string; bytes: number }[]> {
  const children = await readProc(`/proc/${pid}/task/${pid}/children`);
  const found = await Promise.all(
    children
      .split(' ')
      .filter(Boolean)
      .map(async (child) => {
        const [command, status] = await Promise.all([
          readProc(`/proc/${child}/cmdline`),
          readProc(`/proc/${child}/status`),
        ]);
        const kilobytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
        return [{ kind: kindOf(command), bytes: kilobytes * 1024 }, ...(await descendants(Number(child)))];
      }),
  );
  return found.flat();
}

/** @param command arguments, each with a NUL after it */
function kindOf(command: string): string {
  const names = command.split('\0').map((argument) => basename(argument, '.js'));
  return names.find((name) => KINDS.has(name)) ?? 'other';
}

/** @returns '' for a process that is gone */
async function readProc(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(() => '');
}

/** @returns nothing where the driver does not answer */
async function readGpus(wanted: readonly string[]): Promise<MemoryUse['devices']> {
  try {
    const { stdout } = await run('nvidia-smi', QUERY, { timeout: DRIVER_TIMEOUT_MS });
    return parseGpus(stdout, wanted);
  } catch {
    return [];
  }
}

/**
 * @param csv as nvidia-smi prints it: index, UUID, MiB used, MiB in all
 * @param wanted indices or UUIDs, or their beginnings, as CUDA_VISIBLE_DEVICES names GPUs
 */
export function parseGpus(csv: string, wanted: readonly string[]): MemoryUse['devices'] {
  return csv
    .trim()
    .split('\n')
    .map((line) => line.split(',').map((field) => field.trim()))
    .filter(([index, uuid]) => wanted.some((name) => name === index || uuid?.startsWith(name)))
    .map(([index, , used, total]) => ({ device: `gpu${index}`, used: Number(used) * MIB, total: Number(total) * MIB }))
    .filter(({ used, total }) => Number.isFinite(used) && Number.isFinite(total));
}
