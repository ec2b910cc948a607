import { join } from 'node:path';
import { pino } from 'pino';
import { watchedBy } from '../../src/jobs/attempt-watcher.js';
import { Caretaker } from '../../src/jobs/caretaker.js';
import { JobFiles } from '../../src/jobs/job-files.js';
import { JobStore } from '../../src/jobs/job-store.js';
import { Outbox } from '../../src/jobs/outbox.js';
import { connectRedis, whenReady } from '../../src/jobs/redis.js';
import { Supervisor } from '../../src/jobs/supervisor.js';
import { startHeartbeat } from '../../src/jobs/workers.js';
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
