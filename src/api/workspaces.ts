import type { Dataset } from '../contracts/dataset.js';
import type { DesignClient } from '../jobs/designs/design-client.js';
import type { History } from '../jobs/events/history.js';
import type { TrainingQueue } from '../jobs/queue/training-queue.js';
import type { JobStore } from '../jobs/records/job-store.js';
import type { Gallery } from '../library/gallery.js';
import type { ModelCopies } from '../library/model-copies.js';
import type { ModelStore } from '../library/model-store.js';
import type { PixelPacks } from '../library/pixel-packs.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import type { DeliveryLog } from '../webhooks/delivery-log.js';
import type { WebhookStore } from '../webhooks/webhook-store.js';
import type { UploadProgress } from './upload-progress.js';

/**
 * All that a request can reach by an id: what belongs to the workspace of its key. Routes have nothing else to look things
 * up in, so what belongs to another is not there.
 */
export interface Workspace {
  readonly name: string;
  /** Its part of the store. */
  readonly store: ArtifactStore;
  readonly jobs: JobStore;
  readonly queue: TrainingQueue;
  readonly history: History;
  readonly models: ModelStore;
  readonly modelCopies: ModelCopies;
  readonly gallery: Gallery;
  readonly packs: PixelPacks;
  readonly uploadProgress: UploadProgress;
  readonly webhooks: WebhookStore;
  /** What its webhooks were sent. */
  readonly deliveries: DeliveryLog;
  /** Makes designs of its checkpoints. */
  readonly designs: Pick<DesignClient, 'generate'>;
  /**
   * Deletes a dataset from its store, and the pixels prepared from it on this machine.
   * @throws AtelierError `dataset_not_found`, or `dataset_in_use` by a job
   */
  readonly deleteDataset: (dataset: Dataset) => Promise<void>;
}

/** The workspaces that were asked for; each is made once. */
export class Workspaces {
  readonly #made = new Map<string, Workspace>();

  constructor(private readonly make: (name: string) => Workspace) {}

  /** Those that were asked for. */
  get made(): Iterable<Workspace> {
    return this.#made.values();
  }

  of(name: string): Workspace {
    const made = this.#made.get(name);
    if (made) return made;
    const workspace = this.make(name);
    this.#made.set(name, workspace);
    return workspace;
  }
}
