/** The API process: wires it, starts it, closes it. */
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { Logger } from 'pino';
import { openAccess } from './access/access.js';
import { isLoopback } from './access/origins.js';
import { buildApp } from './api/app.js';
import { cleanUpUploads } from './api/clean-up.js';
import { makeWorkspace } from './api/make-workspace.js';
import { Shutdown, shutDown } from './api/plugins/closing.js';
import { UploadFolder } from './api/upload-folder.js';
import { Workspaces } from './api/workspaces.js';
import { WritableFolders } from './api/writable-folders.js';
import { type Config, storeLocation, traceProtocol } from './config.js';
import { DecoderPool } from './datasets/decoder-pool.js';
import { DesignClient } from './jobs/designs/design-client.js';
import { LocalSamplers } from './jobs/designs/local-samplers.js';
import { RemoteSamplers } from './jobs/designs/remote-samplers.js';
import { socketFolder } from './jobs/designs/sampler-socket.js';
import { EventBus } from './jobs/events/event-bus.js';
import { EventLog } from './jobs/events/event-log.js';
import { Outbox } from './jobs/queue/outbox.js';
import { readQueueDepths } from './jobs/queue/queue-depths.js';
import { TrainingQueue } from './jobs/queue/training-queue.js';
import { IdempotencyKeys } from './jobs/records/idempotency.js';
import { JobCache } from './jobs/records/job-cache.js';
import { JobFiles } from './jobs/records/job-files.js';
import { JobStore } from './jobs/records/job-store.js';
import { connectRedis, type RedisUrl, whenReady } from './redis/connection.js';
import { openStore } from './storage/open-store.js';
import { watched } from './storage/watched-store.js';
import { openTracing } from './telemetry/open-tracing.js';
import { Telemetry } from './telemetry/telemetry.js';
import { version } from './version.js';
import { AddressGuard } from './webhooks/address-guard.js';
import { Deliverer } from './webhooks/deliverer.js';
import { Sender } from './webhooks/sender.js';

/** Receivers should answer at once, and work after that. */
const WEBHOOK_TIMEOUT_MS = 15_000;

/**
 * V8 puts objects that it expects to live long where only a full collection finds them, going by those that it saw
 * survive. While a process reads an upload it learns this of requests, and keeps to it for good: each then holds what
 * belongs to it until the next full collection, and costs up to twice the processor's time (`npm run bench -- api`).
 */
setFlagsFromString('--no-allocation-site-pretenuring');

export interface RunningServer {
  /** Where it listens, e.g. `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Serves until load balancers have heard that it is not ready, then ends. */
  close(): Promise<void>;
}

/** @throws Error if the address can't be listened on, or must not be without API keys */
export async function startServer(
  config: Config,
  redisUrl: RedisUrl,
  logger: Logger,
  telemetry = new Telemetry(),
): Promise<RunningServer> {
  const redis = connectRedis(redisUrl, 'request');
  await whenReady(redis);
  const access = await openAccess({ redis, notices: connectRedis(redisUrl, 'background') }, config.QUOTAS, logger);
  if (!access.authenticator.locked && !isLoopback(config.HOST)) {
    await access.close();
    redis.disconnect();
    throw openToOthers(config.HOST);
  }
  const log = new EventLog(redis);
  const events = new EventBus(connectRedis(redisUrl, 'background'), log);
  const designs = new DesignClient(
    new LocalSamplers(socketFolder(resolve(config.DATA_DIR))),
    new RemoteSamplers(redis, connectRedis(redisUrl, 'background')),
  );
  const cached = connectRedis(redisUrl, 'request');
  await whenReady(cached);
  await designs.start();
  const jobCache = new JobCache(new JobStore(cached), connectRedis(redisUrl, 'notices'));
  const jobs = new JobStore(redis, (id, state) => {
    if (state) telemetry.jobMoved(state);
    jobCache.forget(id);
  });
  const queue = new TrainingQueue(jobs, new Outbox(redis), redis);
  const places = storeLocation(config);
  const store = watched(await openStore(places), (operation) => telemetry.storeFailed(operation));
  const decoder = new DecoderPool({ entry: new URL('./decoder.js', import.meta.url) });
  const uploads = new UploadFolder(join(config.DATA_DIR, 'uploads'));
  const guard = new AddressGuard(config.WEBHOOK_PRIVATE_ADDRESSES);
  const { GALLERY_DESIGNS: galleryDesigns, DATA_DIR: dataFolder } = config;
  const shared = {
    redis,
    store,
    jobs,
    queue,
    log,
    designs,
    quotas: access.quotas,
    guard,
    galleryDesigns,
    dataFolder,
    logger,
  };
  const workspaces = new Workspaces((name) => makeWorkspace(name, shared));
  const shutdown = new Shutdown();
  const tracing = await openTracing({
    service: 'atelier-api',
    instance: `${hostname()}-${process.pid}`,
    protocol: traceProtocol(config),
    warn: (message) => logger.warn(message),
  });
  telemetry.watchQueues(() => readQueueDepths(redis));
  telemetry.api.designsWaiting = () => designs.waiting;
  const app = await buildApp(
    {
      redis,
      workspaces,
      files: new JobFiles(store, redis),
      idempotency: new IdempotencyKeys(redis),
      jobCache,
      queue,
      log,
      events,
      uploads: { folder: uploads, maxBytes: config.MAX_UPLOAD_BYTES },
      writable: new WritableFolders([dataFolder, ...(places.kind === 'disk' ? [places.folder] : [])]),
      datasetRoots: config.DATASET_ROOTS,
      decoder,
      access,
      // A proxy may pass another Host on than browsers go by.
      allowedOrigins: [...config.ALLOWED_ORIGINS, ...(config.PUBLIC_URL ? [new URL(config.PUBLIC_URL).origin] : [])],
      publicUrl: config.PUBLIC_URL,
      trustedProxies: config.TRUST_PROXY,
      hstsSeconds: config.HSTS_SECONDS,
      requestsPerMinute: config.REQUESTS_PER_MINUTE,
      shutdown,
      telemetry,
      tracing,
      version,
    },
    logger,
  );
  const deliverer = new Deliverer({
    redis: connectRedis(redisUrl, 'background'),
    notices: connectRedis(redisUrl, 'background'),
    sender: new Sender(guard, WEBHOOK_TIMEOUT_MS),
    logger,
    onAttempt: (outcome) => telemetry.api.webhooks.attempted(outcome),
  });
  const cleaning = cleanUpUploads(uploads, store, logger);
  const url = await app.listen({ host: config.HOST, port: config.PORT });
  deliverer.start();
  const end = async () => {
    await shutDown(app, shutdown, {
      delayMs: 1_000 * config.SHUTDOWN_DELAY_SECONDS,
      timeoutMs: 1_000 * config.SHUTDOWN_TIMEOUT_SECONDS,
      logger,
    });
    await deliverer.close();
    await tracing?.close();
    for (const { packs } of workspaces.made) await packs.close();
    cleaning.stop();
    await decoder.close();
    await access.close();
    designs.close();
    events.close();
    jobCache.close();
    await queue.close();
    redis.disconnect();
  };
  let ended: Promise<void> | undefined;
  return {
    url,
    close: async () => {
      ended ??= end();
      await ended;
    },
  };
}

/** Without keys everybody who reaches the service may do everything, so it is for this machine only. */
function openToOthers(host: string): Error {
  return new Error(
    `HOST is ${host}, which other machines can reach, and there are no API keys. Create one first with ` +
      '`atelier keys create admin --scopes admin,read,train,generate`, or leave HOST at 127.0.0.1.',
  );
}
