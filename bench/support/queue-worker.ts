import { join } from 'node:path';
import { pino } from 'pino';
import { Outbox } from '../../src/jobs/queue/outbox.js';
import { JobFiles } from '../../src/jobs/records/job-files.js';
import { JobStore } from '../../src/jobs/records/job-store.js';
import { watchedBy } from '../../src/jobs/supervisor/attempt-watcher.js';
import { Supervisor } from '../../src/jobs/supervisor/supervisor.js';
import { Caretaker } from '../../src/jobs/workers/caretaker.js';
import { startHeartbeat } from '../../src/jobs/workers/heartbeats.js';
import { connectRedis, whenReady } from '../../src/redis/connection.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { tidyLibraries } from '../../src/worker.js';

export interface QueueWorker {
  close(): Promise<void>;
}

/** A worker as `src/worker.ts` starts it, with another trainer and without a sampler. */
export async function startQueueWorker(
  redisUrl: string,
  folder: string,
  worker: string,
  trainer: URL,
): Promise<QueueWorker> {
  const logger = pino({ level: 'warn' });
  const redis = connectRedis(redisUrl, 'background');
  await whenReady(redis);
  const devices = { gpus: [], cores: 1 };
  const jobs = new JobStore(redis);
  const outbox = new Outbox(redis);
  const store = new DiskStore(join(folder, 'store'));
  const files = new JobFiles(store, redis);
  const places = { store: { kind: 'disk', folder: store.root }, cache: join(folder, 'cache') } as const;
  const shared = { redisUrl, jobs, outbox, files, store, places, devices, logger };
  const watch = () => watchedBy([]);
  const supervisor = new Supervisor({ ...shared, worker, concurrency: 1, trainer, datasetRoots: [], watch });
  const chores = [() => tidyLibraries(redis, store, logger)];
  const caretaker = new Caretaker({ redis, jobs, outbox, files, store, logger, chores });
  await supervisor.start();
  caretaker.start();
  const heartbeat = startHeartbeat(redis, worker, devices);
  return {
    close: async () => {
      caretaker.close();
      await heartbeat.stop();
      await supervisor.close();
      await outbox.close();
      redis.disconnect();
    },
  };
}
