import type { Redis } from 'ioredis';
import type { DecoderPool } from '../datasets/decoder-pool.js';
import type { DesignClient } from '../jobs/design-client.js';
import type { EventBus } from '../jobs/event-bus.js';
import type { EventLog } from '../jobs/event-log.js';
import type { History } from '../jobs/history.js';
import type { IdempotencyKeys } from '../jobs/idempotency.js';
import type { JobFiles } from '../jobs/job-files.js';
import type { JobLooks } from '../jobs/job-looks.js';
import type { JobStore } from '../jobs/job-store.js';
import type { TrainingQueue } from '../jobs/training-queue.js';
import type { UploadProgress } from '../jobs/upload-progress.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import type { UploadFolder } from './upload-folder.js';

/** All that the API needs of the outside: `buildApp` makes the app from these. */
export interface ApiDependencies {
  readonly redis: Redis;
  readonly store: ArtifactStore;
  readonly files: JobFiles;
  readonly idempotency: IdempotencyKeys;
  readonly jobs: JobStore;
  readonly looks: JobLooks;
  readonly queue: TrainingQueue;
  readonly log: EventLog;
  readonly history: History;
  readonly events: EventBus;
  readonly designs: DesignClient;
  readonly uploads: {
    /** Where uploads lie while they are read. */
    readonly folder: UploadFolder;
    /** Of the files of one upload together. */
    readonly maxBytes: number;
  };
  /** Folders in and below which jobs may name one of photos. */
  readonly datasetRoots: readonly string[];
  readonly uploadProgress: UploadProgress;
  readonly decoder: DecoderPool;
  /** Where prepared datasets are, which a deleted one's go from. */
  readonly cacheFolder: string;
  readonly version: string;
}
