import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { type JobState, jobStates } from '../contracts/job-state.js';
import { version } from '../version.js';
import { ApiMetrics } from './api-metrics.js';
import { type MemoryUse, registerDeviceMetrics } from './device-metrics.js';
import { type QueueDepths, registerQueueMetrics } from './queue-metrics.js';
import { SamplerMetrics } from './sampler-metrics.js';
import { TrainingMetrics } from './training-metrics.js';

/** All metrics of one process. What a process doesn't do, it has no metrics of. docs/metrics.md lists them. */
export class Telemetry {
  readonly registry = new Registry();
  readonly #storeErrors: Counter<'operation'>;
  readonly #transitions: Counter<'state'>;
  #api: ApiMetrics | undefined;
  #training: TrainingMetrics | undefined;
  #sampler: SamplerMetrics | undefined;

  constructor() {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: 'atelier_build_info',
      help: 'Versions of Atelier and Node; always 1.',
      labelNames: ['version', 'node'],
      registers,
    }).set({ version, node: process.version }, 1);
    this.#storeErrors = new Counter({
      name: 'atelier_store_errors_total',
      help: 'Operations of the artifact store that failed; training stands for those that ended an attempt.',
      labelNames: ['operation'],
      registers,
    });
    this.#transitions = new Counter({
      name: 'atelier_job_transitions_total',
      help: 'Changes of jobs to a state that this process made.',
      labelNames: ['state'],
      registers,
    });
    for (const state of jobStates) this.#transitions.inc({ state }, 0);
  }

  /** Of what an API process serves. */
  get api(): ApiMetrics {
    this.#api ??= new ApiMetrics(this.registry);
    return this.#api;
  }

  /** Of what a worker trains. */
  get training(): TrainingMetrics {
    this.#training ??= new TrainingMetrics(this.registry);
    return this.#training;
  }

  /** Of what a worker's sampler makes. */
  get sampler(): SamplerMetrics {
    this.#sampler ??= new SamplerMetrics(this.registry);
    return this.#sampler;
  }

  /** @param read asks Redis, each time that the metrics are asked for */
  watchQueues(read: () => Promise<QueueDepths>): void {
    registerQueueMetrics(this.registry, read);
  }

  /** @param read looks at the machine, each time that the metrics are asked for */
  watchMemory(read: () => Promise<MemoryUse>): void {
    registerDeviceMetrics(this.registry, read);
  }

  storeFailed(operation: string): void {
    this.#storeErrors.inc({ operation });
  }

  jobMoved(state: JobState): void {
    this.#transitions.inc({ state });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  async text(): Promise<string> {
    return await this.registry.metrics();
  }
}
