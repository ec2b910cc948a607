import type { ErrorSummary } from '../errors.js';
import type { CheckpointManifest } from './checkpoint.js';
import type { SeenDataset } from './dataset.js';
import type { MachineDevices } from './devices.js';
import type { EventBody } from './event.js';
import type { Device, Job } from './job.js';
import type { S3Connection, StoreLocation } from './store-location.js';
import type { Warning } from './warning.js';

/** Where a process finds and keeps things. */
export interface DataPlaces {
  readonly store: StoreLocation;
  /** Where jobs may find photos that they name by `s3://`; none by default. */
  readonly photos?: S3Connection | undefined;
  /** A folder on its machine for derived data that can be made again, such as prepared datasets. */
  readonly cache: string;
  /** What prepared datasets may take, of all workspaces, in that folder of the machine; any number of bytes by default. */
  readonly cacheLimit?: { readonly folder: string; readonly bytes: number } | undefined;
}

/** From the supervisor to the trainer. */
export type ToTrainer =
  | {
      readonly type: 'start';
      readonly job: Job;
      /** The registered checkpoint to go on from; 0 for none. What the store holds beyond it counts for nothing. */
      readonly fromStep: number;
      readonly places: DataPlaces;
      /** Folders in and below which a job may name one of photos; none by default. */
      readonly datasetRoots?: readonly string[];
      /** What this machine has to train on. */
      readonly devices: MachineDevices;
    }
  /** Every reason but `cancel` has a checkpoint written first. */
  | { readonly type: 'stop'; readonly reason: StopReason };

export type StopReason = 'cancel' | 'pause' | 'shutdown' | 'lock lost';

/** From the trainer to the supervisor, in the order in which things happened. */
export type FromTrainer =
  | { readonly type: 'device'; readonly device: Device }
  /** The folder that the job named is this dataset. */
  | {
      readonly type: 'dataset';
      readonly dataset: SeenDataset;
      readonly classes: Job['classes'];
      readonly totalSteps: number;
    }
  | {
      readonly type: 'event';
      readonly event: EventBody;
      /** Of a step: since the one before ended. */
      readonly seconds?: number;
    }
  /** All that the run is warned of after the last step, or at its start; `changed` is new. */
  | { readonly type: 'warnings'; readonly warnings: readonly Warning[]; readonly changed?: Warning }
  | { readonly type: 'sample'; readonly epoch: number; readonly step: number }
  | {
      readonly type: 'checkpoint';
      readonly manifest: CheckpointManifest;
      /** When it began to be written, in ms since 1970, and how long that took. */
      readonly begunAt: number;
      readonly seconds: number;
    }
  | { readonly type: 'ended'; readonly outcome: 'finished' | 'stopped' }
  | { readonly type: 'failed'; readonly error: ErrorSummary }
  /** Something outside the run broke it, such as a replica's death: another attempt may succeed. */
  | { readonly type: 'crashed'; readonly how: string };
