/** The worker process: supervises trainers and the sampler, and never loads TensorFlow itself. */
import { resolve } from 'node:path';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { ApiKeys } from './access/api-keys.js';
import { Authenticator } from './access/authenticator.js';
import { metricsGuard } from './access/metrics-access.js';
import { type Config, s3Connection, storeLocation, traceProtocol } from './config.js';
import { socketFolder } from './jobs/designs/sampler-socket.js';
import { Outbox } from './jobs/queue/outbox.js';
import { JobFiles } from './jobs/records/job-files.js';
import { JobStore } from './jobs/records/job-store.js';
import { repairStateIndex } from './jobs/records/state-index.js';
import { workspaceNames } from './jobs/records/workspace-names.js';
import { traceAttempt } from './jobs/supervisor/attempt-spans.js';
import { countAttempt, watchedBy } from './jobs/supervisor/attempt-watcher.js';
import { SamplerSupervisor } from './jobs/supervisor/sampler-supervisor.js';
import { Supervisor } from './jobs/supervisor/supervisor.js';
import { CacheKeeper } from './jobs/workers/cache-keeper.js';
import { Caretaker } from './jobs/workers/caretaker.js';
import { startHeartbeat } from './jobs/workers/heartbeats.js';
import { findMachineDevices } from './jobs/workers/machine-devices.js';
import { readMemoryUse } from './jobs/workers/memory-use.js';
import { ModelCopies } from './library/model-copies.js';
import { ModelStore } from './library/model-store.js';
import { PixelPacks } from './library/pixel-packs.js';
import { connectRedis, type RedisUrl, whenReady } from './redis/connection.js';
import type { ArtifactStore } from './storage/artifact-store.js';
import { openStore } from './storage/open-store.js';
import { watched } from './storage/watched-store.js';
import { storeOf } from './storage/workspace-store.js';
import { listenForMetrics } from './telemetry/listener.js';
import { openTracing } from './telemetry/open-tracing.js';
import { Telemetry } from './telemetry/telemetry.js';

export interface RunningWorker {
  /** Hands running jobs back, each with a checkpoint, and ends the children. */
  close(): Promise<void>;
}

export async function startWorker(
  config: Config,
  redisUrl: RedisUrl,
  logger: Logger,
  telemetry = new Telemetry(),
): Promise<RunningWorker> {
  const redis = connectRedis(redisUrl, 'background');
  await whenReady(redis);
  const worker = `${config.WORKER_NAME}-${process.pid}`;
  const cache = resolve(config.DATA_DIR, 'cache');
  const cacheLimit = { folder: cache, bytes: config.DATASET_CACHE_BYTES };
  const places = { store: storeLocation(config), photos: s3Connection(config), cache, cacheLimit };
  const tracing = await openTracing({
    service: 'atelier-worker',
    instance: worker,
    protocol: traceProtocol(config),
    warn: (message) => logger.warn(message),
  });
  const devices = await findMachineDevices();
  const jobs = new JobStore(redis, (_id, state) => state && telemetry.jobMoved(state));
  const outbox = new Outbox(redis);
  const store = watched(await openStore(places.store), (operation) => telemetry.storeFailed(operation));
  const files = new JobFiles(store, redis);
  const sampler = new SamplerSupervisor({
    redisUrl,
    sampler: new URL('./sampler.js', import.meta.url),
    store: places.store,
    socketFolder: socketFolder(resolve(config.DATA_DIR)),
    generatorMemory: config.GENERATOR_CACHE_BYTES,
    metrics: telemetry.sampler,
    logger,
  });
  const cacheKeeper = new CacheKeeper({ redisUrl, store, limit: cacheLimit, logger });
  const supervisor = new Supervisor({
    redisUrl,
    jobs,
    outbox,
    files,
    worker,
    concurrency: config.WORKER_CONCURRENCY,
    trainer: new URL('./trainer.js', import.meta.url),
    store,
    places,
    datasetRoots: config.DATASET_ROOTS,
    devices,
    watch: (running, queuedAt) =>
      watchedBy([
        countAttempt(telemetry, running),
        ...(tracing ? [traceAttempt(tracing, running, running.wasQueued ? queuedAt : undefined)] : []),
      ]),
    logger,
  });
  const caretaker = new Caretaker({
    redis,
    jobs,
    outbox,
    files,
    store,
    logger,
    chores: [() => tidyLibraries(redis, store, logger)],
  });
  telemetry.watchMemory(() => readMemoryUse(devices));
  const metrics = await openMetrics(config, redisUrl, telemetry, logger);
  await sampler.start();
  await supervisor.start();
  await cacheKeeper.start();
  caretaker.start();
  repairStateIndex(redis, jobs).then(
    (count) => count > 0 && logger.info({ jobs: count }, 'listed jobs of another version by their states'),
    (error: unknown) => logger.warn({ err: error }, 'could not look whether all jobs are listed by their states'),
  );
  const heartbeat = startHeartbeat(redis, worker, devices);
  logger.info({ worker, devices }, 'the worker takes jobs');
  return {
    close: async () => {
      caretaker.close();
      await metrics?.close();
      await heartbeat.stop();
      await Promise.all([supervisor.close(), sampler.close(), cacheKeeper.close()]);
      await tracing?.close();
      await outbox.close();
      redis.disconnect();
    },
  };
}

/** @returns undefined without METRICS_PORT */
async function openMetrics(
  { HOST: host, METRICS_PORT: port }: Config,
  redisUrl: RedisUrl,
  telemetry: Telemetry,
  logger: Logger,
): Promise<{ close(): Promise<void> } | undefined> {
  if (port === undefined) return undefined;
  const [redis, notices] = [connectRedis(redisUrl, 'request'), connectRedis(redisUrl, 'background')];
  await whenReady(redis);
  const authenticator = new Authenticator(new ApiKeys(redis), notices, logger);
  await authenticator.start();
  const listener = await listenForMetrics(telemetry, { host, port }, metricsGuard(authenticator, host));
  logger.info({ url: listener.url }, 'metrics for Prometheus');
  return {
    close: async () => {
      await listener.close();
      await authenticator.close();
      redis.disconnect();
    },
  };
}

/** Copies models that were not copied, and removes pixels of designs that are gone, in every workspace. */
export async function tidyLibraries(redis: Redis, store: ArtifactStore, logger: Logger): Promise<void> {
  for (const workspace of await workspaceNames(redis)) {
    const theirs = storeOf(store, workspace);
    await new ModelCopies(theirs, new ModelStore(redis, workspace)).keepUncopied(logger);
    await new PixelPacks(theirs, redis, logger, workspace).removeUnused();
  }
}
