import type { Registry } from 'prom-client';
import { readGauges, readTogether } from './read-gauges.js';

/** What a machine's devices and a worker's processes hold, in bytes. */
export interface MemoryUse {
  readonly devices: readonly { readonly device: string; readonly used: number; readonly total: number }[];
  /** Resident memory by kind of process. */
  readonly processes: Readonly<Record<string, number>>;
}

/** Memory of what a worker computes on, read when it is asked for. */
export function registerDeviceMetrics(registry: Registry, read: () => Promise<MemoryUse>): void {
  const now = readTogether(read);
  const ofDevices = (amount: 'used' | 'total') => async () =>
    Object.fromEntries((await now()).devices.map((each) => [each.device, each[amount]]));
  readGauges(
    registry,
    {
      name: 'atelier_device_memory_used_bytes',
      help: "Memory that is taken: of a GPU as its driver says, of the cpu what the worker's processes hold.",
      label: 'device',
    },
    ofDevices('used'),
  );
  readGauges(
    registry,
    {
      name: 'atelier_device_memory_total_bytes',
      help: "Memory that there is: of a GPU, or of the machine or the container's limit.",
      label: 'device',
    },
    ofDevices('total'),
  );
  readGauges(
    registry,
    {
      name: 'atelier_process_memory_bytes',
      help: "Resident memory of this process's children, by kind: trainer, replica, sampler, decoder, other.",
      label: 'process',
    },
    async () => (await now()).processes,
  );
}
