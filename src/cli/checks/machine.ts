import { randomUUID } from 'node:crypto';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeDevices, replicaLimit } from '../../contracts/devices.js';
import type { Device } from '../../contracts/job.js';
import { findMachineDevices, installedGpus, probeTensorflow } from '../../jobs/workers/machine-devices.js';
import { readMemoryUse } from '../../jobs/workers/memory-use.js';
import { makeFolder } from '../../storage/make-folder.js';
import { version } from '../../version.js';
import { atLeast, type Finding, findingOf, LITTLE_ROOM, missing, warning } from './finding.js';

const OLDEST_NODE = [20, 19] as const;
/** The newest that the tests have run on. */
const NEWEST_NODE = 24;
/** What results were held against PyTorch with. */
const TENSORFLOW = '2.21';

export function checkVersions(node = process.version): Finding {
  const complaint = atLeast(node, OLDEST_NODE)
    ? atLeast(node, [NEWEST_NODE + 1, 0])
      ? warning(`It was tried up to Node ${NEWEST_NODE}`)
      : undefined
    : missing(`It needs Node ${OLDEST_NODE.join('.')} or newer`);
  return findingOf('atelier', `${version} on Node ${node}`, [complaint]);
}

/** TensorFlow is loaded by a child: this process stays light, and a crash of the library is a finding. */
export async function checkTensorflow(): Promise<Finding> {
  try {
    return describeTensorflow(await probeTensorflow());
  } catch (error) {
    const message = (error as Error).message.split('\n').find((line) => /error/i.test(line)) ?? String(error);
    return findingOf('TensorFlow', `can't be loaded: ${message.trim()}`, [missing('Run `npm run setup`')]);
  }
}

export function describeTensorflow({ kind, name, threads, tensorflow, bfloat16 }: Device): Finding {
  const fast = kind === 'gpu' ? '' : `, bf16 ${bfloat16 ? `in hardware (${bfloat16})` : 'without hardware: slow'}`;
  const other = tensorflow.startsWith(`${TENSORFLOW}.`) ? undefined : warning(`It was tried with ${TENSORFLOW}`);
  return findingOf('TensorFlow', `${tensorflow} on ${kind} (${name}), ${threads} threads${fast}`, [other]);
}

export async function checkDevices(): Promise<Finding> {
  const [devices, installed] = await Promise.all([findMachineDevices(), installedGpus()]);
  const { devices: memory } = await readMemoryUse(devices);
  const sizes = memory.map(({ device, total }) => `${device} ${gigabytes(total)}`).join(', ');
  const found = `${describeDevices(devices)}: a job's ngpu can be up to ${replicaLimit(devices)}; memory ${sizes}`;
  const unused = `NVIDIA's driver lists ${installed.length} GPUs that TensorFlow does not use: \`npm run setup -- --cuda\``;
  return findingOf('devices', found, [installed.length > 0 && devices.gpus.length === 0 ? warning(unused) : undefined]);
}

/** @param folder DATA_DIR */
export async function checkDataFolder(folder: string): Promise<Finding> {
  const probe = join(folder, `.doctor-${randomUUID()}`);
  try {
    await makeFolder(folder);
    await writeFile(probe, 'a folder that can be written to');
    await rm(probe);
    const { bavail, bsize } = await statfs(folder);
    return describeRoom(folder, bavail * bsize);
  } catch (error) {
    return findingOf('disk', folder, [missing(`It can't be written: ${(error as Error).message}`)]);
  }
}

/** @param free bytes */
export function describeRoom(folder: string, free: number): Finding {
  const little = 'Jobs are paused while a checkpoint does not fit, and a prepared dataset takes room too';
  return findingOf('disk', `${folder}, ${gigabytes(free)} free`, [free < LITTLE_ROOM ? warning(little) : undefined]);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
