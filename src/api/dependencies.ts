import type { Redis } from 'ioredis';
import type { CheckpointLooks } from '../jobs/checkpoint-looks.js';
import type { DesignClient } from '../jobs/design-client.js';
import type { EventBus } from '../jobs/event-bus.js';
import type { EventLog } from '../jobs/event-log.js';
import type { History } from '../jobs/history.js';
import type { IdempotencyKeys } from '../jobs/idempotency.js';
import type { JobFiles } from '../jobs/job-files.js';
import type { JobLooks } from '../jobs/job-looks.js';
import type { JobStore } from '../jobs/job-store.js';
import type { TrainingQueue } from '../jobs/training-queue.js';
import type { Gallery } from '../library/gallery.js';
import type { ModelCopies } from '../library/model-copies.js';
import type { ModelStore } from '../library/model-store.js';
import type { PixelPacks } from '../library/pixel-packs.js';
import type { ArtifactStore } from '../storage/artifact-store.js';

/** All that the API needs of the outside: `buildApp` makes the app from these. */
export interface ApiDependencies {
  readonly redis: Redis;
  readonly store: ArtifactStore;
  readonly files: JobFiles;
  readonly idempotency: IdempotencyKeys;
  readonly jobs: JobStore;
  readonly looks: JobLooks;
  readonly checkpoints: CheckpointLooks;
  readonly queue: TrainingQueue;
  readonly log: EventLog;
  readonly history: History;
  readonly events: EventBus;
  readonly designs: DesignClient;
  readonly models: ModelStore;
  readonly modelCopies: ModelCopies;
  readonly gallery: Gallery;
  readonly packs: PixelPacks;
  readonly uploads: {
    /** Folder for uploads while they are read. */
    readonly folder: string;
    readonly maxBytes: number;
  };
  readonly version: string;
}
