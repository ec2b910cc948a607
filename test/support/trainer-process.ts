import { type ChildProcess, fork } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MachineDevices } from '../../src/contracts/devices.js';
import { type Hyperparameters, hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import type { Job } from '../../src/contracts/job.js';
import type { DataPlaces, FromTrainer, ToTrainer } from '../../src/contracts/trainer-messages.js';
import { importDataset } from '../../src/datasets/import.js';
import { zipFiles } from '../../src/datasets/zip-source.js';
import { trainerEnvironment } from '../../src/jobs/supervisor/trainer-run.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { garmentZip } from './garment-photos.js';

/** A machine's data: what a trainer finds there, and where it puts what it makes. */
export interface TrainingGround {
  readonly store: DiskStore;
  readonly job: Job;
  readonly places: DataPlaces;
}

/** Imports photos into a folder's store, and makes up a job that learns from them. */
export async function trainingGround(
  folder: string,
  images: number,
  hyperparameters: Partial<Hyperparameters>,
): Promise<TrainingGround> {
  const store = new DiskStore(join(folder, 'store'));
  const zip = join(folder, 'photos.zip');
  await writeFile(zip, await garmentZip(images));
  const { dataset } = await importDataset(store, zipFiles(zip), { name: 'garments' });
  const job: Job = {
    id: 'job_00000000000000000000000000',
    workspace: 'default',
    name: null,
    state: 'running',
    origin: 'training',
    dataset: dataset.id,
    folder: null,
    hyperparameters: hyperparametersSchema.parse(hyperparameters),
    classes: hyperparameters.conditional ? dataset.classes.map(({ name }) => name) : null,
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
    createdAt: '2026-01-01T00:00:00.000Z',
    startedAt: null,
    finishedAt: null,
  };
  return { store, job, places: { store: { kind: 'disk', folder: store.root }, cache: join(folder, 'cache') } };
}

/** A real trainer, started as the supervisor starts it. */
export class TrainerProcess {
  readonly messages: FromTrainer[] = [];
  readonly process: ChildProcess;
  readonly #waiting = new Set<() => void>();
  /** How it ended, and whether all it said is in `messages`. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;

  constructor({ job, places }: TrainingGround, devices: MachineDevices) {
    this.process = fork('dist/src/trainer.js', [String(process.pid)], {
      env: { ...process.env, ...trainerEnvironment(job, devices, process.env) },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.process.on('message', (message: FromTrainer) => {
      this.messages.push(message);
      for (const look of this.#waiting) look();
    });
    this.ended = new Promise((resolve) => this.process.once('close', (code, signal) => resolve({ code, signal })));
    // Here nobody registers checkpoints: what the store holds counts.
    this.send({ type: 'start', job, fromStep: Number.MAX_SAFE_INTEGER, places, devices });
  }

  send(message: ToTrainer): void {
    this.process.send(message);
  }

  /** Resolves when the trainer has done so many steps; rejects if it ends before. */
  async untilStep(step: number): Promise<void> {
    const reached = new Promise<void>((resolve) => {
      const look = () => {
        const last = this.messages.at(-1);
        if (last?.type !== 'event' || last.event.type !== 'step' || last.event.data.step < step) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
    const early = this.ended.then(() => Promise.reject(new Error(`ended before step ${step}: ${this.lastWord}`)));
    await Promise.race([reached, early]);
  }

  /** The last message, as JSON. */
  get lastWord(): string {
    return JSON.stringify(this.messages.at(-1));
  }
}
