import { type ChildProcess, fork } from 'node:child_process';
import { on } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ulid } from 'ulid';
import type { StepData } from '../../src/contracts/event.js';
import { type Hyperparameters, hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import type { FromTrainer, ToTrainer } from '../../src/contracts/trainer-messages.js';
import { trainerEnvironment } from '../../src/jobs/supervisor/trainer-run.js';
import { findMachineDevices } from '../../src/jobs/workers/machine-devices.js';
import type { BenchDataset } from './dataset.js';

/** A step as it was heard of: what it says, and when, in seconds since the trainer was started. */
export interface StepHeard {
  readonly step: StepData;
  readonly at: number;
}

/** A real trainer at a job of its own, started as the supervisor starts it. */
export class TrainerProcess {
  readonly #child: ChildProcess;
  readonly #messages: AsyncIterator<[FromTrainer]>;
  readonly #started = performance.now();

  private constructor(child: ChildProcess, start: ToTrainer) {
    this.#child = child;
    this.#messages = on(child, 'message', { close: ['exit'] }) as AsyncIterator<[FromTrainer]>;
    child.send(start);
  }

  static async start(data: BenchDataset, given: Partial<Hyperparameters>): Promise<TrainerProcess> {
    const hyperparameters = hyperparametersSchema.parse(given);
    const devices = await findMachineDevices();
    const job = {
      id: `job_${ulid()}`,
      workspace: 'default',
      name: null,
      state: 'running' as const,
      origin: 'training' as const,
      dataset: data.dataset.id,
      folder: null,
      hyperparameters,
      classes: null,
      metadata: {},
      priority: 0,
      queuePosition: null,
      pauseReason: null,
      from: null,
      progress: { epoch: 0, step: 0, totalSteps: 0 },
      etaSeconds: null,
      imagesPerSecond: null,
      latest: null,
      best: null,
      warnings: [],
      device: null,
      attempts: [],
      error: null,
      createdAt: new Date().toISOString(),
      startedAt: null,
      finishedAt: null,
    };
    const child = fork(fileURLToPath(new URL('../../src/trainer.js', import.meta.url)), [String(process.pid)], {
      env: { ...process.env, ...trainerEnvironment(job, devices, process.env) },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const places = { store: { kind: 'disk', folder: data.folders.store }, cache: data.folders.cache } as const;
    return new TrainerProcess(child, { type: 'start', job, fromStep: 0, places, devices });
  }

  /** Waits for the next step. @returns undefined when the run is over @throws Error if it fails */
  async nextStep(): Promise<StepHeard | undefined> {
    for (;;) {
      const { value, done } = await this.#messages.next();
      if (done) return undefined;
      const [message] = value;
      if (message.type === 'failed') throw new Error(message.error.message);
      if (message.type === 'event' && message.event.type === 'step') {
        return { step: message.event.data, at: (performance.now() - this.#started) / 1000 };
      }
    }
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** Takes the processor away from it, and gives it back. */
  suspend(): void {
    this.#child.kill('SIGSTOP');
  }

  resume(): void {
    this.#child.kill('SIGCONT');
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
