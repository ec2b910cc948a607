import { Gauge, type Registry } from 'prom-client';

/** What a machine's devices and a worker's processes hold, in bytes. */
export interface MemoryUse {
  readonly devices: readonly { readonly device: string; readonly used: number; readonly total: number }[];
  /** Resident memory by kind of process. */
  readonly processes: Readonly<Record<string, number>>;
}

/** Memory of what a worker computes on, read when it is asked for. */
export class DeviceMetrics {
  #reading: Promise<MemoryUse> | undefined;

  constructor(
    registry: Registry,
    private readonly read: () => Promise<MemoryUse>,
  ) {
    const now = () => this.#now();
    const ofDevices = (name: string, help: string, figure: (device: MemoryUse['devices'][number]) => number) =>
      new Gauge({
        name,
        help,
        labelNames: ['device'],
        registers: [registry],
        async collect() {
          const { devices } = await now();
          this.reset();
          for (const each of devices) this.set({ device: each.device }, figure(each));
        },
      });
    ofDevices(
      'atelier_device_memory_used_bytes',
      "Memory that is taken: of a GPU as its driver says, of the cpu what the worker's processes hold.",
      ({ used }) => used,
    );
    ofDevices(
      'atelier_device_memory_total_bytes',
      "Memory that there is: of a GPU, or of the machine or the container's limit.",
      ({ total }) => total,
    );
    new Gauge({
      name: 'atelier_process_memory_bytes',
      help: "Resident memory of this process's children, by kind: trainer, replica, sampler, decoder, other.",
      labelNames: ['process'],
      registers: [registry],
      async collect() {
        const { processes } = await now();
        this.reset();
        for (const [process, bytes] of Object.entries(processes)) this.set({ process }, bytes);
      },
    });
  }

  #now(): Promise<MemoryUse> {
    this.#reading ??= this.read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }
}
