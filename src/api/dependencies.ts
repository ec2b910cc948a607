import type { Redis } from 'ioredis';
import type { Access } from '../access/access.js';
import type { DecoderPool } from '../datasets/decoder-pool.js';
import type { EventBus } from '../jobs/events/event-bus.js';
import type { EventLog } from '../jobs/events/event-log.js';
import type { TrainingQueue } from '../jobs/queue/training-queue.js';
import type { IdempotencyKeys } from '../jobs/records/idempotency.js';
import type { JobCache } from '../jobs/records/job-cache.js';
import type { JobFiles } from '../jobs/records/job-files.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import type { Tracing } from '../telemetry/tracing.js';
import type { Shutdown } from './plugins/closing.js';
import type { UploadFolder } from './upload-folder.js';
import type { Workspaces } from './workspaces.js';
import type { WritableFolders } from './writable-folders.js';

/** All that the API needs of the outside: `buildApp` makes the app from these. */
export interface ApiDependencies {
  readonly redis: Redis;
  readonly files: JobFiles;
  readonly idempotency: IdempotencyKeys;
  readonly jobCache: JobCache;
  readonly queue: TrainingQueue;
  readonly log: EventLog;
  readonly events: EventBus;
  readonly uploads: {
    /** Where uploads lie while they are read. */
    readonly folder: UploadFolder;
    /** Of the files of one upload together. */
    readonly maxBytes: number;
  };
  /** Of this machine: DATA_DIR, and the store if it is on a disk. */
  readonly writable: WritableFolders;
  /** Folders in and below which jobs may name one of photos. */
  readonly datasetRoots: readonly string[];
  readonly decoder: DecoderPool;
  readonly access: Access;
  readonly workspaces: Workspaces;
  /** Origins of web pages that may use the service, beside its own. */
  readonly allowedOrigins: readonly string[];
  /** Where clients reach the API, without a slash at its end; undefined where that is not known. */
  readonly publicUrl?: string | undefined;
  /** Addresses and networks of proxies that say for whom they ask. */
  readonly trustedProxies: readonly string[];
  /** How long a browser that came by TLS keeps to it; 0 for no word on it. */
  readonly hstsSeconds: number;
  /** What one key may send; 0 for no limit. */
  readonly requestsPerMinute: number;
  readonly shutdown: Shutdown;
  readonly telemetry: Telemetry;
  /** Where requests are traced. */
  readonly tracing?: Tracing | undefined;
  readonly version: string;
}
