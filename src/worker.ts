/** The worker process: supervises trainers and the sampler, and never loads TensorFlow itself. */
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import { Caretaker } from './jobs/caretaker.js';
import { JobFiles } from './jobs/job-files.js';
import { JobStore } from './jobs/job-store.js';
import { findMachineDevices } from './jobs/machine-devices.js';
import { Outbox } from './jobs/outbox.js';
import { connectRedis, type RedisUrl, whenReady } from './jobs/redis.js';
import { SamplerSupervisor } from './jobs/sampler-supervisor.js';
import { Supervisor } from './jobs/supervisor.js';
import { startHeartbeat } from './jobs/workers.js';
import { DiskStore } from './storage/disk-store.js';

export interface RunningWorker {
  /** Hands running jobs back, each with a checkpoint, and ends the children. */
  close(): Promise<void>;
}

/** @throws Error if Redis may evict what the service stores there */
export async function startWorker(config: Config, redisUrl: RedisUrl, logger: Logger): Promise<RunningWorker> {
  const redis = connectRedis(redisUrl, 'background');
  await whenReady(redis);
  await refuseEviction(redis);
  const worker = `${config.WORKER_NAME}-${process.pid}`;
  const folders = { store: resolve(config.DATA_DIR, 'store'), cache: join(resolve(config.DATA_DIR), 'cache') };
  const devices = await findMachineDevices();
  const jobs = new JobStore(redis);
  const outbox = new Outbox(redis);
  const files = new JobFiles(new DiskStore(folders.store), redis);
  const sampler = new SamplerSupervisor({
    redisUrl,
    sampler: new URL('./sampler.js', import.meta.url),
    storeFolder: folders.store,
    logger,
  });
  const supervisor = new Supervisor({
    redisUrl,
    jobs,
    outbox,
    files,
    worker,
    concurrency: config.WORKER_CONCURRENCY,
    trainer: new URL('./trainer.js', import.meta.url),
    folders,
    datasetRoots: config.DATASET_ROOTS,
    devices,
    logger,
  });
  const caretaker = new Caretaker({ redis, jobs, outbox, files, storeFolder: folders.store, logger });
  sampler.start();
  await supervisor.start();
  caretaker.start();
  const heartbeat = startHeartbeat(redis, worker, devices);
  logger.info({ worker, devices }, 'the worker takes jobs');
  return {
    close: async () => {
      caretaker.close();
      await heartbeat.stop();
      await Promise.all([supervisor.close(), sampler.close()]);
      await outbox.close();
      redis.disconnect();
    },
  };
}

async function refuseEviction(redis: ReturnType<typeof connectRedis>): Promise<void> {
  const info = await redis.info('memory');
  const policy = /maxmemory_policy:(\S+)/.exec(info)?.[1];
  if (policy !== undefined && policy !== 'noeviction') {
    redis.disconnect();
    throw new Error(`Redis evicts keys when its memory is full (maxmemory-policy ${policy}): set it to noeviction.`);
  }
}
