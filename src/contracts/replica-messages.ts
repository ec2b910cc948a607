import type { ErrorSummary } from '../errors.js';
import type { Hyperparameters } from './hyperparameters.js';
import type { Device, Job } from './job.js';
import type { DataPlaces } from './trainer-messages.js';
import type { Tuning } from './tuning.js';

/** What a replica needs to know of the run that it joins. */
export interface ReplicaStart {
  readonly type: 'start';
  /** Its number: from 1, because the trainer itself is replica 0. */
  readonly rank: number;
  /** Folder of the sockets on which gradients are exchanged. */
  readonly socketFolder: string;
  readonly job: string;
  readonly dataset: string;
  readonly hyperparameters: Hyperparameters;
  readonly classes: Job['classes'];
  readonly places: DataPlaces;
  /** What the first replica computes on, and all others must. */
  readonly kind: Device['kind'];
  /** Step of the run's own checkpoint that all replicas load, 0 for the copy that it started from; null for none. */
  readonly checkpoint: number | null;
  readonly choices: Tuning['formulations'];
}

/** From the trainer to each of its other replicas, which do one after the other. */
export type ToReplica =
  | ReplicaStart
  /** Train the next step, together with all others. */
  | { readonly type: 'step' }
  /** Say what you hold, and compute by these choices from now on. */
  | { readonly type: 'compare'; readonly choices: Tuning['formulations'] };

/** From a replica to the trainer. */
export type FromReplica =
  | { readonly type: 'compared'; readonly checksum: string }
  /** The last word of a replica that ends by an error. */
  | { readonly type: 'failed'; readonly error: ErrorSummary };
